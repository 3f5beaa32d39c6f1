param([string] $ModulePath = (Join-Path $PSScriptRoot '../../module/RnnPS'))

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    Import-TestedModule $ModulePath
}

Describe 'Steps in the commands that every PowerShell user knows' {
    BeforeAll {
        $echo = New-EchoModel
    }

    It 'are filtered by their output: Where-Object Output -lt 2' {
        (1, 2 | Invoke-RnnForward | Where-Object Output -lt 2).Step | Should -Be 0
        (1, 2 | Invoke-RnnForward | Where-Object Output -gt 2).Step | Should -Be 1
    }

    It 'are sorted by their output as numbers, not as text' {
        (10, 9, 100 | Invoke-RnnForward $echo | Sort-Object Output).Output | Should -Be 9, 10, 100
        (10, 9, 100 | Invoke-RnnForward $echo | Sort-Object Output -Descending).Step | Should -Be 2, 0, 1
    }

    It 'are summed up: Measure-Object Output -Sum' {
        $measure = 1, 2 | Invoke-RnnForward | Measure-Object Output -Sum -Average -Maximum

        $measure.Count | Should -Be 2
        Assert-Close (1.5612838815180548 + 2.727071008233731) $measure.Sum
        Assert-Close 2.727071008233731 $measure.Maximum
    }

    It 'are grouped by their sequence: Group-Object Sequence' {
        $groups = (New-RnnSequence -Input 1, 2 -Key a), (New-RnnSequence -Input 3 -Key b) | Invoke-RnnForward |
            Group-Object Sequence

        $groups.Name | Should -Be a, b
        $groups | ForEach-Object Count | Should -Be 2, 1
        $groups[1].Group.Input | Should -Be 3
    }

    It 'have their properties selected: Select-Object Step, Output' {
        $selected = 1, 2 | Invoke-RnnForward | Select-Object Step, Output -Last 1

        $selected.psobject.Properties.Name | Should -Be Step, Output
        Assert-Close 2.727071008233731 $selected.Output
    }

    It 'give a state''s numbers one by one: Select-Object -ExpandProperty State' {
        $numbers = 1 | Invoke-RnnForward | Select-Object -ExpandProperty State

        Assert-Close 0.5370495669980352, 0.46211715726000974 $numbers
    }

    It 'give all outputs at once: .Output, and ForEach-Object Output' {
        $steps = 1, 2 | Invoke-RnnForward

        Assert-Close 1.5612838815180548, 2.727071008233731 $steps.Output
        ($steps | ForEach-Object Output) | Should -Be $steps.Output
        $steps.ForEach('Output') | Should -Be $steps.Output
    }

    It 'are indexed from either end' {
        $steps = Invoke-RnnForward -Input (1..5)

        $steps[-1].Step | Should -Be 4
        $steps[1..2].Step | Should -Be 1, 2
    }

    It 'are compared: Compare-Object -Property Step, Output' {
        $one = 1, 2 | Invoke-RnnForward
        $other = 1, 3 | Invoke-RnnForward

        Compare-Object $one $one -Property Step, Output | Should -BeNullOrEmpty
        (Compare-Object $one $other -Property Step, Output).Step | Should -Be 1, 1
    }
}

Describe 'A vector of a step' {
    BeforeAll {
        $state = (1, 2 | Invoke-RnnForward)[0].State
        $expected = 0.5370495669980352, 0.46211715726000974
    }

    It 'is a vector: RnnPS.RnnVector' {
        , $state | Should -BeOfType [RnnPS.RnnVector]
    }

    It 'is indexed from either end, and by several indices' {
        Assert-Close $expected[0] $state[0]
        Assert-Close $expected[1] $state[-1]
        Assert-Close $expected $state[0..1]
        Assert-Close $expected[1], $expected[0] $state[-1..-2]
    }

    It 'has a Count and a Length' {
        $state.Count | Should -Be 2
        $state.Length | Should -Be 2
    }

    It 'is read in a loop: foreach, ForEach-Object, .ForEach and .Where' {
        Assert-Close $expected @(foreach ($number in $state) { $number })
        Assert-Close $expected ($state | ForEach-Object { $_ })
        Assert-Close $expected $state.ForEach({ $_ })
        $state.Where({ $_ -gt 0.5 }) | Should -HaveCount 1
    }

    It 'is summed up: Measure-Object -Sum' {
        Assert-Close ($expected[0] + $expected[1]) ($state | Measure-Object -Sum).Sum
    }

    It 'becomes an array: [double[]]' {
        [double[]] $array = $state

        Assert-Close $expected $array
    }

    It 'prints with four digits in a format string, and with all digits as the text that Export-Csv writes' {
        '{0}' -f $state | Should -BeExactly '[0.537 0.4621]'
        Assert-Close $expected ([double[]] ($state.ToString() -replace '[\[\]]' -split ' '))
    }
}

Describe 'Steps as JSON' {
    It 'have their vectors as arrays, and come back with all digits' {
        $steps = 1, 2 | Invoke-RnnForward
        $back = $steps | ConvertTo-Json -WarningVariable truncated | ConvertFrom-Json

        $truncated | Should -BeNullOrEmpty
        $back | Should -HaveCount 2
        $back[1].State | Should -Be $steps[1].State.ToArray()
        $back[1].Output | Should -Be $steps[1].Output
    }

    It 'have the row that they came from, without -Depth' {
        $back = 'Monday,1' | ConvertFrom-Csv -Header day, x | Invoke-RnnForward -Property x |
            ConvertTo-Json -WarningVariable truncated -WarningAction SilentlyContinue | ConvertFrom-Json

        $truncated | Should -BeNullOrEmpty
        $back.Source.day | Should -Be 'Monday'
    }

    It 'are the same with -Depth 5' {
        $steps = 1, 2 | Invoke-RnnForward

        $steps | ConvertTo-Json -Depth 5 | Should -BeExactly ($steps | ConvertTo-Json)
    }
}

Describe 'Steps in a plain Export-Csv' {
    BeforeAll {
        $file = Join-Path $TestDrive 'steps.csv'
        1, 2 | Invoke-RnnForward | Export-Csv $file
    }

    It 'have vectors with all digits, and no names of types' {
        $states = (Import-Csv $file).State

        $states | Should -Match '^\[\d\.\d+ \d\.\d+\]$'
        Assert-Close 0.5370495669980352, 0.46211715726000974, 0.8597381843462615, 0.8836664119437349 ([double[]] ($states -replace '[\[\]]' -split ' '))
        Get-Content $file -Raw | Should -Not -Match 'System\.|RnnPS\.'
    }

    It 'come back with Import-Csv, their plain numbers with all digits' {
        $rows = Import-Csv $file

        $rows.Step | Should -Be '0', '1'
        Assert-Close 1.5612838815180548, 2.727071008233731 ([double[]] $rows.Output)
    }

    It 'can go through a network again' {
        $again = Import-Csv $file | Invoke-RnnForward -Property Output

        $again.Input | Should -Be (1, 2 | Invoke-RnnForward).Output
        $again[0].Source.State | Should -BeLike '[[]0.53704956699803* 0.4621171572600*]'
    }
}

Describe 'Layers' {
    It 'is a property of every step, also in strict mode, and no part of its lists: <Kind>' -ForEach @(@{ Kind = 'Elman' }, @{ Kind = 'Lstm' }, @{ Kind = 'Gru' }) {
        Set-StrictMode -Version Latest
        $step = 1 | Invoke-RnnForward (New-RnnModel -Kind $Kind 1 2 1 -Seed 1)

        $step.Layers | Should -HaveCount 1
        $step.Layers[0].Layer | Should -Be 0
        $step.Layers[0].State.ToArray() | Should -Be $step.State.ToArray()
        $step.Layers[0].PreActivation.ToArray() | Should -Be $step.PreActivation.ToArray()
        $step.Layers[0].Layers[0].State.ToArray() | Should -Be $step.State.ToArray()
        ($step | ConvertTo-Json) -match 'Layers' | Should -BeFalse
        ($step | ConvertTo-Csv)[0] -match 'Layers' | Should -BeFalse
        ($step | Format-List * | Out-String) -match 'Layers' | Should -BeFalse
    }
}

Describe 'ConvertTo-RnnMatrix' {
    It 'has a row for each timestep, and a column for each unit' {
        $steps = 1, 2, 3 | Invoke-RnnForward (New-RnnModel -Kind Lstm 1 2 1 -Seed 1)
        $matrix = $steps | ConvertTo-RnnMatrix -Property ForgetGate

        $matrix.Rows | Should -Be 3
        $matrix.Columns | Should -Be 2
        foreach ($t in 0..2) { $matrix[$t].ToArray() | Should -Be $steps[$t].ForgetGate.ToArray() }
    }

    It 'is one matrix for each sequence' {
        $matrices = (New-RnnSequence -Input 1, 2 -Key a), (New-RnnSequence -Input 3 -Key b) | Invoke-RnnForward | ConvertTo-RnnMatrix State

        $matrices | ForEach-Object Rows | Should -Be 2, 1
    }

    It 'has several properties side by side, and plain numbers' {
        $matrix = 1, 2 | Invoke-RnnForward | ConvertTo-RnnMatrix Step, State, Output

        $matrix.Columns | Should -Be 4
        $matrix[1][0] | Should -Be 1
        Assert-Close 2.727071008233731 $matrix[1][3]
    }

    It 'refuses a property that has no numbers, and one that is not there' {
        $step = 'x,day', '1,Monday' | ConvertFrom-Csv | Invoke-RnnForward (New-EchoModel) -Property x

        (Get-Outcome { $step | ConvertTo-RnnMatrix day }).Errors | Get-ErrorId | Should -Be RnnNotANumber
        (Get-Outcome { $step | ConvertTo-RnnMatrix Gate }).Errors | Get-ErrorId | Should -Be RnnPropertyMissing
    }
}

Describe 'A step as text' {
    It 'is one readable line, as in the group column of Group-Object' {
        "$(Invoke-RnnForward -Input 1)" | Should -BeExactly '0/0: 1 → 1.561'
    }
}

Describe 'The types, right after Import-Module in a fresh PowerShell' {
    It 'can be named in a script: [RnnPS.RnnModel]' {
        Invoke-FreshShell @"
            Import-Module '$(Get-Manifest)'
            [RnnPS.RnnModel]::StartingExample().ParameterCount
"@ | Should -Be '11'
    }

    It 'can be the types of a function''s parameters, which take a model and refuse other things' {
        Invoke-FreshShell @"
            Import-Module '$(Get-Manifest)'
            function Get-Size([RnnPS.RnnModel] `$Model) { `$Model.InputSize }
            Get-Size (New-RnnModel -InputSize 3 -HiddenSize 2 -OutputSize 1 -Seed 1)
            try { Get-Size 5 } catch { 'refused' }
"@ | Should -Be '3', 'refused'
    }

    It 'tell whether something is a step: -is [RnnPS.RnnStep]' {
        Invoke-FreshShell @"
            Import-Module '$(Get-Manifest)'
            (Invoke-RnnForward -Input 1) -is [RnnPS.RnnStep]
"@ | Should -Be 'True'
    }
}
