param([string] $ModulePath = (Join-Path $PSScriptRoot '../../module/RnnPS'))

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    Import-TestedModule $ModulePath
    Copy-Data $TestDrive
    Push-Location $TestDrive
}

AfterAll {
    Pop-Location
}

Describe 'Import-RnnSequence' {
    It 'reads a column of a file as one sequence, its key the file''s name' {
        $sequence = Import-RnnSequence -Path sunspots.csv -Property SUNACTIVITY

        $sequence | Should -HaveCount 1
        $sequence.Key | Should -Be 'sunspots'
        $sequence.Length | Should -Be 309
        $sequence.FeatureNames | Should -Be SUNACTIVITY
        $sequence.Values[0][0], $sequence.Values[3][0] | Should -Be 5, 23
    }

    It 'reads several columns in the order asked for' {
        $sequence = Import-RnnSequence elnino.csv DEC, JAN

        $sequence.Values[0].ToArray() | Should -Be 21.8, 23.11
        $sequence.FeatureNames | Should -Be DEC, JAN
    }

    It 'finds columns in upper and lower case' {
        (Import-RnnSequence sunspots.csv sunactivity).FeatureNames | Should -BeExactly 'SUNACTIVITY'
    }

    It 'keeps the whole row with each step' {
        $step = Import-RnnSequence sunspots.csv SUNACTIVITY | Invoke-RnnForward | Select-Object -Last 1

        $step.Source.YEAR | Should -Be 2008
        $step.Sequence | Should -Be 'sunspots'
        $step.Step | Should -Be 308
    }

    It 'runs as Import-Csv does: Import-Csv | Invoke-RnnForward -Property' {
        $rows = Import-Csv sunspots.csv | Invoke-RnnForward -Property SUNACTIVITY
        $sequence = Import-RnnSequence sunspots.csv SUNACTIVITY | Invoke-RnnForward

        $rows.Output | Should -Be $sequence.Output
        $rows[5].Source.YEAR | Should -Be 1705
    }

    Context 'With -GroupBy' {
        It 'gives a sequence for each value of the column, in the order of the file' {
            $sequences = Import-RnnSequence macrodata.csv -Property unemp, infl -GroupBy year

            $sequences | Should -HaveCount 51
            $sequences[0].Key | Should -Be '1959'
            $sequences[0].Length | Should -Be 4
            $sequences[-1].Key | Should -Be '2009'
            $sequences[-1].Length | Should -Be 3
        }

        It 'puts rows of one group together that lie apart' {
            Set-Content mixed.csv 'name,x', 'a,1', 'b,2', 'a,3'
            $sequences = Import-RnnSequence mixed.csv x -GroupBy name

            $sequences.Key | Should -Be a, b
            $sequences[0].Values | ForEach-Object { $_ } | Should -Be 1, 3
        }
    }

    Context 'With -Delimiter' {
        It 'reads fields between <Name>' -ForEach @(
            @{ Name = 'semicolons'; Delimiter = ';' }
            @{ Name = 'tabs'; Delimiter = "`t" }
            @{ Name = 'bars'; Delimiter = '|' }
        ) {
            Set-Content delimited.csv "x${Delimiter}y", "1.5${Delimiter}2"

            (Import-RnnSequence delimited.csv x -Delimiter $Delimiter).Values[0][0] | Should -Be 1.5
        }

        It 'is told about in the error where another one was needed' {
            Set-Content semicolon.csv 'x;y', '1;2'
            $outcome = Get-Outcome { Import-RnnSequence semicolon.csv x }

            $outcome.Errors[0] | Get-ErrorId | Should -Be 'RnnPropertyMissing'
            $outcome.Errors[0].Exception.Message | Should -Match '-Delimiter'
        }
    }

    Context 'With -Culture' {
        BeforeAll {
            'day;load', '1;2,5', '2;-1,5e3', '3;', '4;1.234,5', '5;7' | Set-Content comma.csv
        }

        It 'reads decimal commas, and thousands separators are an error' {
            $outcome = Get-Outcome { Import-RnnSequence comma.csv load -Delimiter ';' -Culture de-DE }

            $outcome.Output[0].Values.ForEach({ "$($_[0])" }) | Should -Be '2.5', '-1500', 'NaN', '7'
            $outcome.Errors | Should -HaveCount 1
            $outcome.Errors | Get-ErrorId | Should -Be 'RnnNotANumber'
            $outcome.Errors[0].Exception.Message | Should -BeLike "comma.csv, line 5, column load: '1.234,5' is not a number in the culture de-DE*"
        }

        It 'is named by the error about a decimal comma' {
            $outcome = Get-Outcome { Import-RnnSequence comma.csv load -Delimiter ';' }

            $outcome.Errors[0].Exception.Message | Should -BeLike "*line 2*'2,5' is not a number*-Culture de-DE*"
        }

        It 'reads the same rows from Import-Csv, with their targets' {
            $rows = Import-Csv comma.csv -Delimiter ';' | Where-Object load -NotMatch '^$|\.'

            $loss = $rows | Invoke-RnnForward -Property day -Culture de-DE | Measure-RnnLoss -TargetProperty load -Culture de-DE
            $expected = 1, 2, 5 | Invoke-RnnForward | Measure-RnnLoss -Target 2.5, -1500, 7

            $loss.Value | Should -Be $expected.Value
        }
    }

    Context 'Gaps: empty fields' {
        It 'stay in the sequence as NaN' {
            $sequence = Import-RnnSequence co2.csv co2

            $sequence.Length | Should -Be 2284
            @($sequence.Values | Where-Object { [double]::IsNaN($_[0]) }) | Should -HaveCount 59
        }

        It 'are errors of a run, which goes on with the next row and keeps the rows'' own numbers' {
            $steps = Import-RnnSequence co2.csv co2 |
                Invoke-RnnForward -ErrorVariable gaps -ErrorAction SilentlyContinue

            $steps | Should -HaveCount 2225
            $gaps | Should -HaveCount 59
            $gaps | Get-ErrorId | Sort-Object -Unique | Should -Be 'RnnMissingValue'
            $steps.Step | Should -Not -Contain 6
            $steps[6].Step | Should -Be 7
        }

        It 'are named by the line of the file' {
            $outcome = Get-Outcome { Import-RnnSequence co2.csv co2 | Invoke-RnnForward }

            (Get-Content co2.csv)[7] | Should -Match ',$'
            $outcome.Errors[0].Exception.Message | Should -Match '^Line 8\b'
        }
    }

    Context 'Which files' {
        BeforeAll {
            $folder = New-Item (Join-Path $TestDrive files) -ItemType Directory
            $number = 1
            foreach ($name in 'a1.csv', 'a2.csv', 'b1.csv', 'a[1].csv', 'with space.csv') {
                [IO.File]::WriteAllText((Join-Path $folder $name), "x`n$number")
                $number++
            }

            Push-Location $folder
        }

        AfterAll {
            Pop-Location
        }

        It 'reads <Keys> for:<Script>' -ForEach @(
            @{ Script = { Import-RnnSequence a1.csv x }; Keys = @('a1') }
            @{ Script = { Import-RnnSequence a1.csv, b1.csv x }; Keys = 'a1', 'b1' }
            @{ Script = { Import-RnnSequence ?1.csv x }; Keys = 'a1', 'b1' }
            @{ Script = { Import-RnnSequence 'a[12].csv' x }; Keys = 'a1', 'a2' }
            @{ Script = { Import-RnnSequence -LiteralPath 'a[1].csv' -Property x }; Keys = @('a[1]') }
            @{ Script = { Import-RnnSequence 'a`[1`].csv' x }; Keys = @('a[1]') }
            @{ Script = { Import-RnnSequence 'with space.csv' x }; Keys = @('with space') }
            @{ Script = { 'a1.csv', 'a2.csv' | Import-RnnSequence -Property x }; Keys = 'a1', 'a2' }
            @{ Script = { Get-ChildItem b*.csv | Import-RnnSequence -Property x }; Keys = @('b1') }
            @{ Script = { Get-Item -LiteralPath 'a[1].csv' | Import-RnnSequence -Property x }; Keys = @('a[1]') }
            @{ Script = { Import-RnnSequence (Join-Path $folder a1.csv) x }; Keys = @('a1') }
            @{ Script = { Import-RnnSequence (Get-Item a1.csv) x }; Keys = @('a1') }
            @{ Script = { Import-RnnSequence TestDrive:/files/a1.csv x }; Keys = @('a1') }
        ) {
            (& $Script).Key | Should -Be $Keys
        }

        It 'reads all files of a folder that is piped' {
            (Get-ChildItem | Import-RnnSequence -Property x).Key | Sort-Object |
                Should -Be ('a1', 'a2', 'a[1]', 'b1', 'with space' | Sort-Object)
        }

        It 'goes on with the next file after one that cannot be read' {
            $outcome = Get-Outcome { 'a1.csv', 'none.csv', 'b1.csv' | Import-RnnSequence -Property x }

            $outcome.Output.Key | Should -Be 'a1', 'b1'
            $outcome.Errors | Get-ErrorId | Should -Be 'RnnFileNotFound'
        }
    }

    Context 'Files as other programs write them' {
        It 'reads <Name>' -ForEach @(
            @{ Name = 'Windows line ends and a byte order mark'; Text = "`u{FEFF}x,y`r`n1,2`r`n3,4`r`n" }
            @{ Name = 'no line end after the last row'; Text = "x,y`n1,2`n3,4" }
            @{ Name = 'quotes, and quoted line ends'; Text = "`"x`",`"y`"`n1,`"two`nlines`"`n3,`"a `"`"quote`"`"`"`n" }
            @{ Name = 'empty lines and spaces'; Text = " x , y`n 1 ,2`n`n 3,4 `n`n" }
            @{ Name = 'columns that it was not asked for, with text in them'; Text = "name,x`nfirst,1`nsecond,3`n" }
            @{ Name = 'names in other scripts'; Text = "x,größe 大小`n1,2`n3,4`n" }
        ) {
            [IO.File]::WriteAllText((Join-Path $TestDrive other.csv), $Text)

            (Import-RnnSequence other.csv x).Values | ForEach-Object { $_ } | Should -Be 1, 3
        }
    }
}

Describe 'ConvertTo-RnnTable' {
    It 'gives one flat column for each component' {
        $rows = 1, 2 | Invoke-RnnForward | ConvertTo-RnnTable

        $rows[0].psobject.Properties.Name |
            Should -Be Sequence, Step, Input, PreActivation0, PreActivation1, State0, State1, Output
        Assert-Close 0.5370495669980352 $rows[0].State0
        Assert-Close 2.727071008233731 $rows[1].Output
    }

    It 'has the columns of the source row, under their own names' {
        $rows = Import-RnnSequence sunspots.csv SUNACTIVITY | Invoke-RnnForward | Select-Object -First 2 | ConvertTo-RnnTable

        $rows.YEAR | Should -Be 1700, 1701
        $rows[0].psobject.Properties.Name[0..3] | Should -Be Sequence, Step, YEAR, SUNACTIVITY
    }

    It 'puts Source before the name of a source''s column that is called like one of its own' {
        $row = "Step,x`nfive,1" | ConvertFrom-Csv | Invoke-RnnForward -Property x | ConvertTo-RnnTable

        $row.Step | Should -Be 0
        $row.SourceStep | Should -Be 'five'
    }

    It 'has with -Property <Property> the columns <Expected>, in that order' -ForEach @(
        @{ Property = 'Output', 'Step'; Expected = 'Output', 'Step' }
        @{ Property = 'YEAR', 'State'; Expected = 'YEAR', 'State0', 'State1' }
        @{ Property = @('output'); Expected = @('Output') }
    ) {
        $row = Import-RnnSequence sunspots.csv SUNACTIVITY | Invoke-RnnForward | Select-Object -First 1 |
            ConvertTo-RnnTable $Property

        $row.psobject.Properties.Name | Should -Be $Expected
    }

    It 'leaves a field empty where the source has a property that cannot be read, as Export-Csv does' {
        $source = [pscustomobject]@{ x = 1 } | Add-Member -MemberType ScriptProperty -Name Broken -Value { throw 'no' } -PassThru
        $outcome = Get-Outcome { $source | Invoke-RnnForward -Property x | ConvertTo-RnnTable }

        $outcome.Errors | Should -BeNullOrEmpty
        $outcome.Output[0].x | Should -Be 1
        $outcome.Output[0].Broken | Should -BeNullOrEmpty
    }

    It 'takes the objects of other commands for rows: Get-Process | Invoke-RnnForward -Property WorkingSet64' {
        $outcome = Get-Outcome { Get-Process -Id $PID | Invoke-RnnForward -Property WorkingSet64 | ConvertTo-RnnTable }

        $outcome.Errors | Should -BeNullOrEmpty
        $outcome.Output[0].Id | Should -Be $PID
    }

    It 'streams' {
        $asked = 0
        $null = 1..100 | ForEach-Object { $asked++; $_ } | Invoke-RnnForward | ConvertTo-RnnTable | Select-Object -First 1

        $asked | Should -Be 1
    }
}

Describe 'Writing steps to a file, and reading them again' {
    BeforeAll {
        $model = New-RnnModel -InputSize 1 -HiddenSize 3 -OutputSize 1 -Seed 1
        $steps = 0.1, 1e-300, 123456789.123, (-1 / 3) | Invoke-RnnForward $model
    }

    It 'brings back every number to its last bit with <Name>' -ForEach @(
        @{ Name = 'Export-RnnTrace'; Write = { $steps | Export-RnnTrace round.csv } }
        @{ Name = 'ConvertTo-RnnTable | Export-Csv'; Write = { $steps | ConvertTo-RnnTable | Export-Csv round.csv } }
    ) {
        & $Write
        $rows = Import-Csv round.csv

        ($rows | ForEach-Object { [double] $_.Input }) | Should -Be $steps.Input
        ($rows | ForEach-Object { [double] $_.Output }) | Should -Be $steps.Output
        foreach ($i in 0..2) {
            ($rows | ForEach-Object { [double] $_."State$i" }) | Should -Be ($steps | ForEach-Object { $_.State[$i] })
            ($rows | ForEach-Object { [double] $_."PreActivation$i" }) |
                Should -Be ($steps | ForEach-Object { $_.PreActivation[$i] })
        }
    }

    It 'writes the same file on a machine with another culture' {
        $culture = [cultureinfo]::CurrentCulture
        try {
            $steps | Export-RnnTrace here.csv
            [cultureinfo]::CurrentCulture = 'de-DE'
            '{0:0.0}' -f 1.5 | Should -Be '1,5'
            $steps | Export-RnnTrace there.csv
        }
        finally {
            [cultureinfo]::CurrentCulture = $culture
        }

        Get-Content there.csv -Raw | Should -BeExactly (Get-Content here.csv -Raw)
    }

    It 'goes through a network again: Import-RnnSequence of an Export-RnnTrace' {
        $steps | Export-RnnTrace again.csv
        $again = Import-RnnSequence again.csv Output | Invoke-RnnForward $model

        $again.Input | Should -Be $steps.Output
    }

    It 'has with Export-RnnTrace the columns of ConvertTo-RnnTable' {
        1, 2 | Invoke-RnnForward | Export-RnnTrace trace.csv

        Get-Content trace.csv -TotalCount 1 |
            Should -BeExactly 'Sequence,Step,Input,PreActivation0,PreActivation1,State0,State1,Output'
        Get-Content trace.csv | Should -HaveCount 3
    }

    It 'quotes text with a comma, a quote or a line end in it' {
        $text = "a `"quoted`", long`ntext"
        [pscustomobject]@{ x = 1; note = $text } | Invoke-RnnForward -Property x | Export-RnnTrace quoted.csv

        (Import-Csv quoted.csv).note | Should -BeExactly $text
    }

    It 'has only the columns of -Property' {
        Import-RnnSequence sunspots.csv SUNACTIVITY | Invoke-RnnForward | Export-RnnTrace some.csv -Property YEAR, Output

        Get-Content some.csv | Should -HaveCount 310
        Get-Content some.csv -TotalCount 1 | Should -BeExactly 'YEAR,Output'
    }

    It 'emits nothing' {
        1, 2 | Invoke-RnnForward | Export-RnnTrace silent.csv | Should -BeNullOrEmpty
    }
}

Describe 'What Export-RnnTrace does to files' {
    BeforeEach {
        $folder = New-Item (Join-Path $TestDrive ([Guid]::NewGuid())) -ItemType Directory
        $file = Join-Path $folder out.csv
    }

    It 'overwrites a file, as Export-Csv does' {
        Set-Content $file 'old'
        1, 2 | Invoke-RnnForward | Export-RnnTrace $file

        Import-Csv $file | Should -HaveCount 2
    }

    It 'with -NoClobber leaves a file as it was' {
        Set-Content $file 'old'
        $outcome = Get-Outcome { 1, 2 | Invoke-RnnForward | Export-RnnTrace $file -NoClobber }

        $outcome.Errors | Get-ErrorId | Should -Be 'RnnFileExists'
        Get-Content $file | Should -Be 'old'
    }

    It 'with -NoClobber writes a file that is not there yet' {
        1, 2 | Invoke-RnnForward | Export-RnnTrace $file -NoClobber

        Import-Csv $file | Should -HaveCount 2
    }

    It 'with -Force overwrites a read-only file, which stays read-only' {
        Set-Content $file 'old'
        Set-ItemProperty $file IsReadOnly $true
        try {
            1, 2 | Invoke-RnnForward | Export-RnnTrace $file -Force

            Import-Csv $file | Should -HaveCount 2
            (Get-Item $file).IsReadOnly | Should -BeTrue
        }
        finally {
            Set-ItemProperty $file IsReadOnly $false
        }
    }

    It 'with -WhatIf writes nothing' {
        1, 2 | Invoke-RnnForward | Export-RnnTrace $file -WhatIf

        Get-ChildItem $folder -Force | Should -BeNullOrEmpty
    }

    It 'takes brackets in the name as they are' {
        1, 2 | Invoke-RnnForward | Export-RnnTrace (Join-Path $folder 'out[1].csv')

        (Get-ChildItem $folder).Name | Should -BeExactly 'out[1].csv'
    }

    It 'finds a relative path from where the session is, not from where the process was started' {
        Push-Location $folder
        try { 1, 2 | Invoke-RnnForward | Export-RnnTrace out.csv }
        finally { Pop-Location }

        Test-Path -LiteralPath $file | Should -BeTrue
    }

    It 'leaves no half file where <Name>' -ForEach @(
        @{ Name = 'the input ends the pipeline by an error'; Script = { 1, 2, 3 | ForEach-Object { if ($_ -eq 3) { throw 'stop' }; $_ } | Invoke-RnnForward | Export-RnnTrace $file } }
        @{ Name = 'a bad row meets -ErrorAction Stop'; Script = { 1, 2, 'abc' | Invoke-RnnForward -ErrorAction Stop | Export-RnnTrace $file } }
        @{ Name = 'no step came in'; Script = { @() | Export-RnnTrace $file } }
        @{ Name = 'nothing that came in was a step'; Script = { 1, 2 | Export-RnnTrace $file } }
        @{ Name = 'a property is asked for that is not there'; Script = { 1, 2 | Invoke-RnnForward | Export-RnnTrace $file -Property Nothing } }
    ) {
        (Get-Outcome $Script).Errors | Should -Not -BeNullOrEmpty
        Get-ChildItem $folder -Force | Should -BeNullOrEmpty

        # What was there before stays, too.
        Set-Content $file 'old'
        (Get-Outcome $Script).Errors | Should -Not -BeNullOrEmpty
        Get-Content $file | Should -Be 'old'
        Get-ChildItem $folder -Force | Should -HaveCount 1
    }

    It 'leaves no half file where the pipeline is stopped, as by Ctrl+C' {
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript('
                param($Module, $File)
                Import-Module $Module
                & { while ($true) { 1 } } | Invoke-RnnForward | Export-RnnTrace $File').AddArgument((Get-Manifest)).AddArgument($file)
            $running = $shell.BeginInvoke()
            while (-not (Get-ChildItem $folder -Force) -and -not $running.IsCompleted) { Start-Sleep -Milliseconds 5 }

            Get-ChildItem $folder -Force | Should -Not -BeNullOrEmpty -Because 'the export was under way'
            $shell.Stop()
        }
        finally {
            $shell.Dispose()
        }

        Get-ChildItem $folder -Force | Should -BeNullOrEmpty
    }

    It 'writes the steps that came before Select-Object -First stopped the run' {
        1..100 | Invoke-RnnForward | Select-Object -First 2 | Export-RnnTrace $file

        Import-Csv $file | Should -HaveCount 2
    }

    It 'can replace the file that the run reads' {
        Set-Content $file 'x', 1, 2
        Import-RnnSequence $file x | Invoke-RnnForward | Export-RnnTrace $file

        Assert-Close 1.5612838815180548, 2.727071008233731 ([double[]] (Import-Csv $file).Output)
    }
}
