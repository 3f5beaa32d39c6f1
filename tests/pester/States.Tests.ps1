param([string] $ModulePath = (Join-Path $PSScriptRoot '../../module/RnnPS'))

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    Import-TestedModule $ModulePath

    $stack = New-RnnModel -Kind Lstm 1 2, 3 1 -Seed 1
    $mixed = New-RnnModel -Cell (New-RnnCell -Kind Lstm 1 2 -Seed 1), (New-RnnCell -Kind Gru 2 3 -Seed 2) -OutputSize 1 -Seed 3
    $h = (0.5, -0.5), (0.1, 0.2, 0.3)
    $c = (1.5, -2), (0.25, 0.5, 0.75)
    $x = 1, -2, 0.5, 3, -1

    # The numbers of a state, h and then c of each cell.
    function Get-Number($State) { foreach ($vector in @($State.Values) + @($State.CellStates)) { if ($null -ne $vector) { $vector.ToArray() } } }
}

Describe 'New-RnnState' {
    It 'has zeros for h and c of each cell, and no c of a cell that has none' {
        $state = New-RnnState $mixed

        $state.Values | Should -HaveCount 2
        $state.Values[0].ToArray() | Should -Be 0, 0
        $state.Values[1].ToArray() | Should -Be 0, 0, 0
        $state.CellStates[0].ToArray() | Should -Be 0, 0
        $state.CellStates[1] | Should -BeNullOrEmpty
    }

    It 'takes -Value as <Name>' -ForEach @(
        @{ Name = 'a flat list, the first cell''s'; Value = { $h[0] }; Expected = @(0.5, -0.5, 0, 0, 0, 0, 0, 0, 0, 0) }
        @{ Name = 'text with decimal points'; Value = { '0.5', '-0.5' }; Expected = @(0.5, -0.5, 0, 0, 0, 0, 0, 0, 0, 0) }
        @{ Name = 'a list of lists'; Value = { , $h }; Expected = @(0.5, -0.5, 0.1, 0.2, 0.3, 0, 0, 0, 0, 0) }
        @{ Name = 'a list with $null for zeros'; Value = { , ($null, $h[1]) }; Expected = @(0, 0, 0.1, 0.2, 0.3, 0, 0, 0, 0, 0) }
        @{ Name = 'a step''s vector'; Value = { , (Invoke-RnnForward (New-RnnCell -InputWeight 0.5, -0.5 -RecurrentWeight (0, 0), (0, 0) -Activation Identity) -Input 1).State }; Expected = @(0.5, -0.5, 0, 0, 0, 0, 0, 0, 0, 0) }
        @{ Name = 'a state'; Value = { New-RnnState $stack -Value $h -CellState $c }; Expected = @(0.5, -0.5, 0.1, 0.2, 0.3, 1.5, -2, 0.25, 0.5, 0.75) }
        @{ Name = 'a state''s Values'; Value = { , (New-RnnState $stack -Value $h -CellState $c).Values }; Expected = @(0.5, -0.5, 0.1, 0.2, 0.3, 0, 0, 0, 0, 0) }
        @{ Name = 'what came back from JSON'; Value = { New-RnnState $stack -Value $h -CellState $c | ConvertTo-Json -Depth 4 | ConvertFrom-Json }; Expected = @(0.5, -0.5, 0.1, 0.2, 0.3, 1.5, -2, 0.25, 0.5, 0.75) }
    ) {
        $given = & $Value
        Get-Number (New-RnnState $stack -Value $given) | Should -Be $Expected
        # The same is taken by -InitialState.
        $expectedSteps = $x | Invoke-RnnForward $stack -InitialState (New-RnnState $stack -Value $given)
        ($x | Invoke-RnnForward $stack -InitialState $given).Output | Should -Be $expectedSteps.Output
    }

    It 'takes -CellState as a flat list, as a list of lists, and with $null' {
        Get-Number (New-RnnState $stack -CellState 1.5, -2) | Should -Be 0, 0, 0, 0, 0, 1.5, -2, 0, 0, 0
        Get-Number (New-RnnState $stack -CellState $c) | Should -Be 0, 0, 0, 0, 0, 1.5, -2, 0.25, 0.5, 0.75
        Get-Number (New-RnnState $stack -CellState $null, $c[1]) | Should -Be 0, 0, 0, 0, 0, 0, 0, 0.25, 0.5, 0.75
        Get-Number (New-RnnState $mixed -CellState $c[0], $null) | Should -Be 0, 0, 0, 0, 0, 1.5, -2
    }

    It 'takes -CellState in place of that of a state as -Value' {
        $state = New-RnnState $stack -Value $h -CellState $c

        Get-Number (New-RnnState $stack -Value $state -CellState (9, 8), (7, 6, 5)) | Should -Be 0.5, -0.5, 0.1, 0.2, 0.3, 9, 8, 7, 6, 5
    }

    It 'is its own: a run of one does not advance the other, nor change what was read of it' {
        $one = New-RnnState $stack -Value $h
        $values = $one.Values
        $two = New-RnnState $stack -Value $one
        $null = $x | Invoke-RnnForward $stack -State $one

        Get-Number $two | Should -Be 0.5, -0.5, 0.1, 0.2, 0.3, 0, 0, 0, 0, 0
        $values[0].ToArray() | Should -Be 0.5, -0.5
        $one.Values[0].ToArray() | Should -Not -Be 0.5, -0.5
    }

    It 'is what the first step starts from, by the equations: c = f∘c + i∘g' {
        $cell = New-RnnCell -Kind Lstm 1 2 -Seed 1
        $step = 0.7 | Invoke-RnnForward $cell -State (New-RnnState $cell -Value 0.5, -0.5 -CellState 1.5, -2)

        Assert-Close (0, 1 | ForEach-Object { $step.ForgetGate[$_] * (1.5, -2)[$_] + $step.InputGate[$_] * $step.Candidate[$_] }) $step.CellState 1e-15
    }
}

Describe 'A state over several calls: <Name>' -ForEach @(
    @{ Name = 'a stack of LSTM'; Model = { $stack } }
    @{ Name = 'a GRU on an LSTM'; Model = { $mixed } }
) {
    BeforeAll {
        $model = & $Model
        $one = $x | Invoke-RnnForward $model
    }

    It 'gives what one run gives, with all digits' {
        $state = New-RnnState $model
        $steps = @($x[0..1] | Invoke-RnnForward $model -State $state) + @(Invoke-RnnForward $model -Input $x[2..3] -State $state) +
            @(New-RnnSequence -Input $x[4] | Invoke-RnnForward $model -State $state)

        $steps.Output | Should -Be $one.Output
        $state.StepCount | Should -Be 5
        $state.Value.ToArray() | Should -Be $one[-1].State.ToArray()
    }

    It 'is of the last step seen after an early stop: <_>' -ForEach 'Pipeline', 'List', 'Sequence' {
        $state = New-RnnState $model
        $seen = switch ($_) {
            Pipeline { $x | Invoke-RnnForward $model -State $state | Select-Object -First 2 }
            List { Invoke-RnnForward $model -Input $x -State $state | Select-Object -First 2 }
            Sequence { New-RnnSequence -Input $x | Invoke-RnnForward $model -State $state | Select-Object -First 2 }
        }

        $state.StepCount | Should -Be 2
        $state.Value.ToArray() | Should -Be $seen[1].State.ToArray()
        ($x[2..4] | Invoke-RnnForward $model -State $state).Output | Should -Be $one[2..4].Output
    }

    It 'goes on exactly in a fresh PowerShell, through <Form>' -ForEach @(
        @{ Form = 'Export-Clixml'; Write = { param($state, $file) $state | Export-Clixml $file }; Read = 'Import-Clixml' }
        @{ Form = 'JSON'; Write = { param($state, $file) $state | ConvertTo-Json -Depth 4 | Set-Content $file }; Read = 'Get-Content -Raw {0} | ConvertFrom-Json' }
    ) {
        $state = New-RnnState $model
        $null = $x[0..1] | Invoke-RnnForward $model -State $state
        $file = Join-Path $TestDrive "$([Guid]::NewGuid()).state"
        & $Write $state $file
        $read = $Read -match '\{0\}' ? ($Read -f "'$file'") : "$Read '$file'"
        $make = $Name -match 'stack' ?
            'New-RnnModel -Kind Lstm 1 2, 3 1 -Seed 1' :
            'New-RnnModel -Cell (New-RnnCell -Kind Lstm 1 2 -Seed 1), (New-RnnCell -Kind Gru 2 3 -Seed 2) -OutputSize 1 -Seed 3'

        Invoke-FreshShell @"
            Import-Module '$(Get-Manifest)'
            `$model = $make
            `$saved = $read
            `$state = New-RnnState `$model -Value `$saved
            0.5, 3, -1 | Invoke-RnnForward `$model -State `$state | ForEach-Object { `$_.Output.ToString('R', [cultureinfo]::InvariantCulture) }
            0.5 | Invoke-RnnForward `$model -InitialState `$saved | ForEach-Object { `$_.Output.ToString('R', [cultureinfo]::InvariantCulture) }
"@ | Should -Be (@($one[2..4]) + $one[2]).ForEach({ $_.Output.ToString('R', [cultureinfo]::InvariantCulture) })
    }
}

Describe '-InitialState' {
    It 'is where each of several sequences starts, and is never advanced: <_>' -ForEach 'Pipeline', 'Batch', 'List' {
        $state = New-RnnState $stack -Value $h -CellState $c
        $sequences = (New-RnnSequence -Input 1, 2 -Key a), (New-RnnSequence -Input 1, 2 -Key b)
        $steps = switch ($_) {
            Pipeline { $sequences | Invoke-RnnForward $stack -InitialState $state }
            Batch { $sequences | Invoke-RnnForward $stack -InitialState $state -Batch }
            List { Invoke-RnnForward $stack -Input $sequences -InitialState $state }
        }
        $expected = (1, 2 | Invoke-RnnForward $stack -State (New-RnnState $stack -Value $state)).Output

        $steps.Output | Should -Be ($expected + $expected)
        $state.StepCount | Should -Be 0
        Get-Number $state | Should -Be 0.5, -0.5, 0.1, 0.2, 0.3, 1.5, -2, 0.25, 0.5, 0.75
    }

    It 'starts a bidirectional model at both ends: each cell from its own' {
        $model = New-RnnModel -Kind Elman 1 2 1 -Direction Bidirectional -Seed 1
        $steps = Invoke-RnnForward $model -Input 1, 2, 3 -InitialState ((0.5, -0.5), (0.25, 1))
        $forward = Invoke-RnnForward $model.Layers[0] -Input 1, 2, 3 -InitialState 0.5, -0.5
        $backward = Invoke-RnnForward $model.Layers[1] -Input 3, 2, 1 -InitialState 0.25, 1

        foreach ($t in 0..2) { $steps[$t].State.ToArray() | Should -Be ($forward[$t].State.ToArray() + $backward[2 - $t].State.ToArray()) }
    }
}

Describe 'The loss and the table of steps of every kind' {
    It 'Measure-RnnLoss takes the steps of <Name>' -ForEach @(
        @{ Name = 'an LSTM'; Model = { New-RnnModel -Kind Lstm 1 2 1 -Seed 1 } }
        @{ Name = 'a GRU'; Model = { New-RnnModel -Kind Gru 1 2 1 -Seed 1 } }
        @{ Name = 'a stack'; Model = { $stack } }
        @{ Name = 'a bidirectional stack'; Model = { New-RnnModel -Kind Gru 1 2, 3 1 -Direction Bidirectional -Seed 1 } }
    ) {
        $steps = $x | Invoke-RnnForward (& $Model)
        $loss = $steps | Measure-RnnLoss -Target 1, 2, 3, 4, 5
        $expected = 0..4 | ForEach-Object { [Math]::Pow($steps[$_].Output - ($_ + 1), 2) }

        $loss.Count | Should -Be 5
        Assert-Close $expected $loss.Steps 1e-15
        Assert-Close ($expected | Measure-Object -Sum).Sum $loss.Total 1e-14
    }

    It 'Measure-RnnLoss is one loss a group, -TargetProperty from the rows, <Name>' -ForEach @(
        @{ Name = 'in arrival order'; More = @{} }
        @{ Name = 'with -Batch'; More = @{ Batch = $true } }
    ) {
        $rows = 'k,x,y', 'a,1,0.5', 'b,2,1', 'a,3,0' | ConvertFrom-Csv
        $steps = $rows | Invoke-RnnForward $stack -Property x -GroupBy k @More
        $losses = $steps | Measure-RnnLoss -TargetProperty y

        $losses.Sequence | Should -Be a, b
        $losses | ForEach-Object Count | Should -Be 2, 1
        $a = $steps | Where-Object Sequence -eq a
        Assert-Close ([Math]::Pow($a[0].Output - 0.5, 2) + [Math]::Pow($a[1].Output, 2)) $losses[0].Total 1e-14
    }

    It 'ConvertTo-RnnTable has the columns of <Name>' -ForEach @(
        @{ Name = 'an LSTM'; Model = { New-RnnModel -Kind Lstm 1 2 1 -Seed 1 }; Expected = @(
                'Sequence', 'Step', 'Input') + (0..7 | ForEach-Object { "PreActivation$_" }) + @(
                foreach ($n in 'InputGate', 'ForgetGate', 'Candidate', 'OutputGate', 'CellState', 'State') { "${n}0"; "${n}1" }) + 'Output' }
        @{ Name = 'a GRU'; Model = { New-RnnModel -Kind Gru 1 2 1 -Seed 1 }; Expected = @(
                'Sequence', 'Step', 'Input') + (0..5 | ForEach-Object { "PreActivation$_" }) + @(
                foreach ($n in 'UpdateGate', 'ResetGate', 'Candidate', 'State') { "${n}0"; "${n}1" }) + 'Output' }
        @{ Name = 'a stack of Elman cells'; Model = { New-RnnModel 1 2, 1 1 -Seed 1 }; Expected = @(
                'Sequence', 'Step', 'Input', 'Layer0PreActivation0', 'Layer0PreActivation1', 'Layer0State0', 'Layer0State1',
                'Layer1PreActivation', 'Layer1State', 'State', 'Output') }
        @{ Name = 'a bidirectional layer'; Model = { New-RnnModel 1 1 1 -Direction Bidirectional -Seed 1 }; Expected = @(
                'Sequence', 'Step', 'Input', 'Layer0ForwardPreActivation', 'Layer0ForwardState',
                'Layer0ReversePreActivation', 'Layer0ReverseState', 'State0', 'State1', 'Output') }
    ) {
        $model = & $Model
        $steps = $x | Invoke-RnnForward $model
        $file = Join-Path $TestDrive "$([Guid]::NewGuid()).csv"
        $steps | Export-RnnTrace $file
        $table = $steps | ConvertTo-RnnTable
        $written = Import-Csv $file

        $table[0].psobject.Properties.Name | Should -Be $Expected
        $Expected | Sort-Object -Unique | Should -HaveCount $Expected.Count
        (Get-Content $file -TotalCount 1) -replace '"' -split ',' | Should -Be $Expected
        # All digits, in the file too.
        foreach ($name in $Expected | Where-Object { $_ -notin 'Sequence', 'Step' }) {
            ([double[]] $written.$name) | Should -Be $table.$name
        }
        $table.Output | Should -Be $steps.Output
        $table[1].Input | Should -Be -2
    }

    It 'has the gates of each layer in their columns' {
        $step = @($x | Invoke-RnnForward (New-RnnModel -Kind Gru 1 2, 3 1 -Direction Bidirectional -Seed 1))[1]
        $row = $step | ConvertTo-RnnTable

        $row.Layer1ReverseResetGate2 | Should -Be $step.Layers[3].ResetGate[2]
        $row.Layer0ForwardState1 | Should -Be $step.Layers[0].State[1]
        $names = $row.psobject.Properties.Name
        $names | Sort-Object -Unique | Should -HaveCount $names.Count
    }

    It '-Property <Property> is <Expected>' -ForEach @(
        @{ Kind = 'Lstm'; Property = '*Gate'; Expected = 'InputGate0', 'InputGate1', 'ForgetGate0', 'ForgetGate1', 'OutputGate0', 'OutputGate1' }
        @{ Kind = 'Gru'; Property = '*Gate'; Expected = 'UpdateGate0', 'UpdateGate1', 'ResetGate0', 'ResetGate1' }
        @{ Kind = 'Lstm'; Property = 'Step', 'cellstate', 'Out*'; Expected = 'Step', 'CellState0', 'CellState1', 'OutputGate0', 'OutputGate1', 'Output' }
        @{ Kind = 'Gru'; Property = 'Output', '[RU]*'; Expected = 'Output', 'UpdateGate0', 'UpdateGate1', 'ResetGate0', 'ResetGate1' }
    ) {
        $steps = $x | Invoke-RnnForward (New-RnnModel -Kind $Kind 1 2 1 -Seed 1)
        $file = Join-Path $TestDrive "$([Guid]::NewGuid()).csv"
        $steps | Export-RnnTrace $file -Property $Property

        ($steps | ConvertTo-RnnTable -Property $Property)[0].psobject.Properties.Name | Should -Be $Expected
        (Import-Csv $file)[0].psobject.Properties.Name | Should -Be $Expected
    }

    It '-Property finds the vectors of a layer: Layer1*, and of all layers: *State' {
        $step = 1 | Invoke-RnnForward $stack

        ($step | ConvertTo-RnnTable -Property 'Layer1*Gate').psobject.Properties.Name |
            Should -Be Layer1InputGate0, Layer1InputGate1, Layer1InputGate2, Layer1ForgetGate0, Layer1ForgetGate1, Layer1ForgetGate2, Layer1OutputGate0, Layer1OutputGate1, Layer1OutputGate2
        ($step | ConvertTo-RnnTable -Property '*CellState').psobject.Properties.Name |
            Should -Be Layer0CellState0, Layer0CellState1, Layer1CellState0, Layer1CellState1, Layer1CellState2
    }

    It 'of steps of several shapes are errors, and the rows of the first shape come out: <Name>' -ForEach @(
        @{ Name = 'GRU and stack'; One = { New-RnnCell -Kind Gru 1 2 -Seed 1 }; Other = { $stack }; Value = 'Layer0PreActivation of step 0 is not a column of the first step' }
        @{ Name = 'LSTM and GRU'; One = { New-RnnCell -Kind Lstm 1 2 -Seed 1 }; Other = { New-RnnCell -Kind Gru 1 2 -Seed 1 }; Value = 'PreActivation of step 0 has 6 components' }
        @{ Name = 'LSTM of 2 and of 3 units'; One = { New-RnnCell -Kind Lstm 1 2 -Seed 1 }; Other = { New-RnnCell -Kind Lstm 1 3 -Seed 1 }; Value = 'PreActivation of step 0 has 12 components' }
    ) {
        $first = & $One
        $second = & $Other
        $outcome = Get-Outcome { & { 1 | Invoke-RnnForward $first; 1 | Invoke-RnnForward $second; 2 | Invoke-RnnForward $first } | ConvertTo-RnnTable }

        $outcome.Output.Input | Should -Be 1, 2
        $outcome.Errors | Get-ErrorId | Should -Be RnnTraceColumns
        $outcome.Errors[0].Exception.Message | Should -Match ([regex]::Escape($Value))
        $outcome.Errors[0].Exception.Message | Should -Match 'each model to a separate file'
    }
}
