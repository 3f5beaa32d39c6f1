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

# A terminal leaves its last column free: a line that fills it is cut.
Describe 'On a screen <Width> characters wide' -ForEach @(@{ Width = 80 }, @{ Width = 120 }) {
    Context 'dense layers' {
        It 'are a table of their sizes' {
            $text = (New-RnnModel 1 3 1 -DenseSize 4, 2 -DenseActivation Relu, Tanh).DenseLayers | Get-ScreenText $Width

            $text[0] -split '\s+' | Should -Be Activation, InputSize, OutputSize, ParameterCount
            $text[2].Trim() -split '\s+' | Should -Be Relu, 3, 4, 16
            $text[3].Trim() -split '\s+' | Should -Be Tanh, 4, 2, 10
        }
    }

    Context 'steps' {
        It 'are the table of the starting example, with four significant digits' {
            $text = Invoke-RnnForward -Input 1, 2 | Get-ScreenText $Width

            $text | Should -HaveCount 4
            $text[0] -split '\s+' | Should -Be Sequence, Step, Input, PreActivation, State, Output
            $text[2] -split ' {2,}| (?=\[)' | Should -Be '0', '0 1', '[0.6 0.5]', '[0.537 0.4621]', '1.561'
            $text[3] -split ' {2,}| (?=\[)' | Should -Be '0', '1 2', '[1.292 1.392]', '[0.8597 0.8837]', '2.727'
        }

        It 'are the same table with Format-Table' {
            $steps = Invoke-RnnForward -Input 1, 2

            $steps | Format-Table | Get-ScreenText $Width | Should -Be ($steps | Get-ScreenText $Width)
        }

        It 'are one row each, no wider than the screen, however large the model' {
            $model = New-RnnModel -InputSize 12 -HiddenSize 64 -OutputSize 12 -Seed 1
            $months = 'JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'
            $text = Import-RnnSequence elnino.csv $months | Invoke-RnnForward $model | Get-ScreenText $Width

            $text | Should -HaveCount (2 + 61)
            $text | ForEach-Object Length | Sort-Object -Bottom 1 | Should -BeLessThan $Width
        }

        It 'have long vectors abbreviated with their length: <Column>' -ForEach @(
            @{ Column = 'Input'; Index = 0; Length = 12 }
            @{ Column = 'PreActivation'; Index = 1; Length = 64 }
            @{ Column = 'State'; Index = 2; Length = 64 }
            @{ Column = 'Output'; Index = 3; Length = 12 }
        ) {
            $model = New-RnnModel -InputSize 12 -HiddenSize 64 -OutputSize 12 -Seed 1
            $text = , (1..12) | Invoke-RnnForward $model | Get-ScreenText $Width

            # Each vector is shown to its closing bracket, before which its length stands.
            $vectors = [regex]::Matches($text[2], '\[[^\]\[]*\]?')
            $vectors | Should -HaveCount 4
            $vectors[$Index].Value | Should -Match "$Length\]$"
        }

        It 'show two components whole, also negative ones with all four digits' {
            $text = -0.001234 | Invoke-RnnForward | Get-ScreenText $Width

            $text[2] | Should -Match '\[0\.09938 -0\.1007\]'
            $text[2] | Should -Match '\[0\.09906 -0\.1004\]'
        }

        It 'show a plain number whole, whose end is its exponent: <Shown>' -ForEach @(
            @{ Number = -0.00001234; Shown = '-1.234E-05' }
            @{ Number = 12345678; Shown = '1.235E+07' }
            @{ Number = -1.2341e-100; Shown = '-1.234E-100' }
        ) {
            $text = $Number | Invoke-RnnForward (New-EchoModel) | Get-ScreenText $Width

            [regex]::Matches($text[2], [regex]::Escape($Shown) + '(?=\s|$)') | Should -HaveCount 2 -Because 'input and output have it'
        }
    }

    Context 'a model' {
        It 'is the summary of its layers: kind, direction, sizes and parameters of each' {
            $model = New-RnnModel -Kind Lstm -InputSize 3 -HiddenSize 64, 16 -OutputSize 2 -Seed 3 -Direction Bidirectional, Forward
            $text = $model | Get-ScreenText $Width

            $text | Should -HaveCount 7
            $text[0] | Should -Be 'Lstm 3→128→16→2'
            $text[1] -split '\s{2,}' | Should -Be Layer, Kind, Direction, Input, Hidden, Output, Parameters
            $text[3] -split '\s{2,}' | Should -Be '0', 'Lstm', 'Bidirectional (Concat)', '3', '64+64', '128', (2 * 4 * (64 * (3 + 64) + 64))
            $text[4] -split '\s{2,}' | Should -Be '1', 'Lstm', 'Forward', '128', '16', '16', (4 * (16 * (128 + 16) + 16))
            $text[5] -split '\s{2,}' | Should -Be 'output', 'Identity', 'at every step', '16', '2', (16 * 2 + 2)
            $text[6] | Should -Be "$($model.ParameterCount) parameters, drawn from seed 3"
            $text | ForEach-Object Length | Sort-Object -Bottom 1 | Should -BeLessThan $Width
        }

        It 'is its properties with Format-List' {
            $text = New-RnnModel -InputSize 3 -HiddenSize 64 -OutputSize 2 -Seed 3 | Format-List | Get-ScreenText $Width

            $text -join "`n" | Should -Match 'Kind\s+: Elman'
            $text -join "`n" | Should -Match 'InputSize\s+: 3'
            $text -join "`n" | Should -Match 'HiddenSize\s+: 64'
            $text -join "`n" | Should -Match 'OutputSize\s+: 2'
            $text -join "`n" | Should -Match 'ParameterCount\s+: 4482'
            $text -join "`n" | Should -Match 'Seed\s+: 3'
        }

        It 'shows no seed where its weights were given' {
            [RnnPS.RnnModel]::StartingExample() | Get-ScreenText $Width | Should -Not -Match 'Seed'
            [RnnPS.RnnModel]::StartingExample() | Format-List | Get-ScreenText $Width | Should -Not -Match 'Seed'
        }

        It 'is one row with Format-Table' {
            $text = New-RnnModel -InputSize 3 -HiddenSize 64 -OutputSize 2 -Seed 3 | Format-Table | Get-ScreenText $Width

            $text | Should -HaveCount 3
            $text[2] -split '\s+' | Should -Be Elman, 3, 64, 2, 4482, 3
        }
    }

    Context 'a cell' {
        It 'shows its kind, sizes, activation, weights and parameter count' {
            $text = [RnnPS.RnnModel]::StartingExample().Layers[0] | Get-ScreenText $Width

            $text -join "`n" | Should -Match 'Kind\s+: Elman'
            $text -join "`n" | Should -Match 'Activation\s+: Tanh'
            $text -join "`n" | Should -Match 'InputWeights\s+: \[0\.5 0\.6\]'
            $text -join "`n" | Should -Match 'RecurrentWeights\s+: \[0\.1 0\.2\] \[0\.3 0\.4\]'
            $text -join "`n" | Should -Match 'Bias\s+: \[0\.1 -0\.1\]'
            $text -join "`n" | Should -Match 'ParameterCount\s+: 8'
        }

        It 'shows large weights by their shape, and a long bias with its length' {
            $text = New-RnnCell -InputSize 3 -HiddenSize 64 -Seed 3 | Get-ScreenText $Width

            $text -join "`n" | Should -Match 'InputWeights\s+: 3×64'
            $text -join "`n" | Should -Match 'RecurrentWeights\s+: 64×64'
            $text -join "`n" | Should -Match 'Bias\s+: \[0 .*64\]'
        }
    }

    Context 'a sequence' {
        It 'is one row: key, start, length, number and names of its features' {
            $text = Import-RnnSequence macrodata.csv unemp, infl | Get-ScreenText $Width

            $text | Should -HaveCount 3
            $text[0] -split '\s+' | Should -Be Key, Start, Length, FeatureCount, FeatureNames
            $text[2] -split '\s{2,}' | Should -Be 'macrodata', '0', '203', '2 unemp, infl'
        }

        It 'without names shows no names' {
            $text = New-RnnSequence -Input 1, 2 -Key short | Get-ScreenText $Width

            $text[2] -split '\s+' | Should -Be short, 0, 2, 1
        }
    }

    Context 'a forecast' {
        It 'is one row a step: sequence, step, time, value and the interval''s ends' {
            $half = New-RnnCell -InputWeight 0.5 -RecurrentWeight 0 -Activation Identity
            $text = @{ x = 8; t = '2024-01-31' }, @{ x = 4; t = '2024-02-29' } | Invoke-RnnForecast $half 2 -Property x -TimeProperty t | Get-ScreenText $Width

            $text[0] -split '\s+' | Should -Be Sequence, Step, Time, Value, Lower, Upper
            $text[2] -split '\s+' | Should -Be '0', '2', '2024-03-31', '2'
            $text.ForEach({ $_.Length }) | Measure-Object -Maximum | ForEach-Object Maximum | Should -BeLessOrEqual 79
        }
    }

    Context 'a backtest' {
        BeforeAll {
            $half = New-RnnCell -InputWeight 0.5 -RecurrentWeight 0 -Activation Identity
        }

        It 'is a table of the methods with the verdict above it' {
            $text = 64, 32, 16, 8, 4.5, 2 | Test-RnnForecast $half -Count 1 -Origin 4 | Get-ScreenText $Width

            # The errors of the model are 0, 0, 0.5 and −0.25.
            $text[0] | Should -Match '^ +Sequence: 0, model no better than repeating the last value \(p = 0\.\d{3}\)$'
            $text[1] -split '\s+' | Should -Be Method, MAE, RMSE, sMAPE, MASE, Bias, Coverage, Score
            $text[3..5] | ForEach-Object { ($_ -split '\s+')[0] } | Should -Be Model, Naive, Drift
            $text[3] -split '\s+' | Select-Object -First 2 | Should -Be Model, '0.1875'
            $text.ForEach({ $_.Length }) | Measure-Object -Maximum | ForEach-Object Maximum | Should -BeLessOrEqual 79
        }

        It 'is a list with the verdict, and without what is not there' {
            $text = 64, 32, 16, 8, 4.5, 2 | Test-RnnForecast $half -Count 1 -Origin 4 | Format-List | Get-ScreenText $Width

            $text[0] | Should -Match '^Sequence +: 0$'
            $text -match '^Verdict' | Should -HaveCount 1
            $text -match '^Target' | Should -BeNullOrEmpty
            $text -match '^Coverage' | Should -HaveCount 2 -Because 'the model has no interval'
        }

        It 'has one row for each forecast with -PerStep' {
            $text = @{ x = 8; t = '2024-01-31' }, @{ x = 4; t = '2024-02-29' }, @{ x = 3; t = '2024-03-31' } |
                Test-RnnForecast $half 1 -Origin 1 -Property x -TimeProperty t -PerStep | Get-ScreenText $Width

            $text[0] -split '\s+' | Should -Be Sequence, Origin, Step, Time, Actual, Forecast, Error
            $text[2] -split '\s+' | Should -Be 0, x, 1, 2, '2024-03-31', 3, 2, 1
            $text.ForEach({ $_.Length }) | Measure-Object -Maximum | ForEach-Object Maximum | Should -BeLessOrEqual 79
        }
    }

    Context 'gradients' {
        It 'are one row for each layer, with the verdict in words' {
            $model = New-RnnModel -Kind Lstm 1 4 1 -Direction Bidirectional -Seed 1
            $text = Measure-RnnGradient $model -Input (1..6) -Target (1..6) | Get-ScreenText $Width

            $text | Should -HaveCount 4
            $text[0] -split '\s+' | Should -Be Sequence, Layer, Factor, Verdict
            $text[2] | Should -Match '^0 +0 Lstm +0\.\d+ untrained: after \d+ steps 1 % of the gradient is left$'
            $text[3] | Should -Match '^0 +0 Lstm← '
            $text.ForEach({ $_.Length }) | Measure-Object -Maximum | ForEach-Object Maximum | Should -BeLessOrEqual 79
        }

        It 'of each step are one row: sequence, layer, step and the two norms' {
            $text = Measure-RnnGradient ([RnnPS.RnnModel]::StartingExample()) -Input 1, 2 -Target 1.5, 2.7 -PerStep | Get-ScreenText $Width

            $text | Should -HaveCount 4
            $text[0] -split '\s+' | Should -Be Sequence, Layer, Step, Norm, FromEnd
        }

        It 'as objects are one row for each array: sequence, name, step, norm and the numbers' {
            $text = Get-RnnGradient ([RnnPS.RnnModel]::StartingExample()) -Input 1, 2 -Target 1.5, 2.7 | Get-ScreenText $Width

            $text | Should -HaveCount 7
            $text[0] -split '\s+' | Should -Be Sequence, Name, Step, Norm, Gradient
            $text[2] | Should -Match '^0 +Layers\[0\]\.InputWeights +0\.2782 \[0\.1198 0\.251\]$'
            $text[3] | Should -Match '^0 +Layers\[0\]\.RecurrentWeights +0\.01956 (2×2|\[0\.007585 0\.01274\] \[0\.006526 0\.01097\])$'
            $text.ForEach({ $_.Length }) | Measure-Object -Maximum | ForEach-Object Maximum | Should -BeLessThan $Width
        }

        It 'of parts tell the step of the use and the step of the loss' {
            $text = Get-RnnGradient ([RnnPS.RnnModel]::StartingExample()) -Input 1, 2 -Target 1.5, 2.7 -PerStep -PerLoss |
                Where-Object Name -eq OutputBias | Get-ScreenText $Width

            $text[2] | Should -Match '^0 +OutputBias +0 ←0 +0\.1226 \[0\.1226\]$'
            $text[5] | Should -Match '^0 +OutputBias +1 ←1 +0\.05414 \[0\.05414\]$'
        }

        It 'of <Of> are one row for each step, no wider than the window' -ForEach @(
            @{ Of = 'State'; Columns = 'Sequence', 'Layer', 'Step', 'Norm', 'CellNorm', 'Gradient' }
            @{ Of = 'InitialState'; Columns = 'Sequence', 'Layer', 'Step', 'Norm', 'CellNorm', 'Gradient' }
            @{ Of = 'Input'; Columns = 'Sequence', 'Step', 'Norm', 'Input', 'Gradient' }
        ) {
            $model = New-RnnModel -Kind Lstm 1 40 1 -Seed 1
            $text = Get-RnnGradient $model -Input 1, 2 -Target 1.5, 2.7 -Of $Of | Get-ScreenText $Width

            $text[0] -split '\s+' | Should -Be $Columns
            $text | Should -HaveCount ($Of -eq 'InitialState' ? 3 : 4)
            $text.ForEach({ $_.Length }) | Measure-Object -Maximum | ForEach-Object Maximum | Should -BeLessThan $Width
        }

        It 'that are tested are one row for each group of parameters' {
            $text = Test-RnnGradient ([RnnPS.RnnModel]::StartingExample()) -Input 1, 2 -Target 1.5, 2.7 | Get-ScreenText $Width

            $text | Should -HaveCount 7
            $text[0] -split '\s+' | Should -Be Name, Size, Checked, MaxRelativeError, Where, Passed
            $text[2] | Should -Match '^Layers\[0\]\.InputWeights +1×2 +2 +\S+ \[0, \d\] +True$'
            $text.ForEach({ $_.Length }) | Measure-Object -Maximum | ForEach-Object Maximum | Should -BeLessOrEqual 79
        }
    }

    Context 'a state' {
        It 'shows how many steps it has been through, and its numbers' {
            $text = New-RnnState (New-RnnCell 1 2 -Seed 1) -Value 0.5, -0.25 | Get-ScreenText $Width

            $text | Should -HaveCount 3
            $text[2].Trim() -split ' (?=\[)' | Should -Be '0', '[0.5 -0.25]'
        }

        It 'of many numbers is abbreviated with its length' {
            New-RnnState (New-RnnCell 1 64 -Seed 1) | Get-ScreenText $Width | Select-Object -Last 1 | Should -Match '64\]$'
        }
    }

    Context 'a loss' {
        It 'is one row: sequence, count, total, mean and the steps'' losses' {
            $text = 1, 2 | Invoke-RnnForward | Measure-RnnLoss -Target 1.5, 2.7 | Get-ScreenText $Width

            $text | Should -HaveCount 3
            $text[0] -split '\s+' | Should -Be Sequence, Count, Total, Mean, Steps
            $text[2] | Should -Match '^0 +2 +0\.004489 +0\.002244 \[0\.003756 0\.0007328\]$'
        }

        It 'of many steps is abbreviated with their number' {
            $text = 1..20 | Invoke-RnnForward | Measure-RnnLoss (1..20) | Get-ScreenText $Width

            $text | Should -HaveCount 3
            $text[2] | Should -Match '20\]$'
        }

        It 'of each step is one row: sequence, step, output, target and loss' {
            $text = 1, 2 | Invoke-RnnForward | Measure-RnnLoss -Target 1.5, 2.7 -PerStep | Get-ScreenText $Width

            $text | Should -HaveCount 4
            $text[0] -split '\s+' | Should -Be Sequence, Step, Output, Target, Loss
            $text[2] -split '\s+' | Should -Be 0, 0, 1.561, 1.5, 0.003756
        }
    }
}

Describe 'Steps of gated cells and stacks on a screen <Width> characters wide' -ForEach @(@{ Width = 80 }, @{ Width = 120 }) {
    Context '<Kind> of <Hidden> units' -ForEach @(
        foreach ($kind in 'Elman', 'Lstm', 'Gru') { foreach ($hidden in 2, 256) { @{ Kind = $kind; Hidden = $hidden } } }
    ) {
        BeforeAll {
            $model = New-RnnModel -Kind $Kind 2 $Hidden 3 -Seed 3
            $steps = Invoke-RnnForward $model -Input (1, -2), (3, 0.00001234), (-0.004, 12345678)
            $stack = New-RnnModel -Kind $Kind 2 $Hidden, $Hidden 3 -Direction Bidirectional -Seed 3
            $stackSteps = Invoke-RnnForward $stack -Input (1, -2), (3, 0.00001234)
            $gates = @{
                Elman = , 'PreActivation'
                Lstm  = 'PreActivation', 'InputGate', 'ForgetGate', 'Candidate', 'OutputGate', 'CellState'
                Gru   = 'PreActivation', 'UpdateGate', 'ResetGate', 'Candidate'
            }[$Kind]
        }

        It 'a table has a row a step, no line wider than the screen, and a number at least of what the cell holds' {
            $text = $steps | Get-ScreenText $Width

            $text | Should -HaveCount 5
            $text[0] -split '\s+' | Should -Be Sequence, Step, Input, @{ Elman = 'PreActivation'; Lstm = 'CellState'; Gru = 'UpdateGate' }[$Kind], State, Output
            ($text | Measure-Object Length -Maximum).Maximum | Should -BeLessThan $Width
            foreach ($line in $text[2..4]) {
                $vectors = [regex]::Matches($line, '\[[^\]\[]*\]').Value
                $vectors | Should -HaveCount 4
                $vectors[1, 2] | Should -Match '^\[-?\d'
                if ($Hidden -eq 256) { $vectors[1, 2] | Should -Match ' … of 256\]$' } else { $vectors[2] | Should -Not -Match 'of 2\]' }
            }
        }

        It 'a list has each gate in a line of its own, abbreviated where it is long' {
            $text = $steps[0] | Format-List | Get-ScreenText $Width

            $text -replace ' *:.*' | Should -Be (@('Sequence', 'Step', 'Input') + $gates + 'State', 'Output')
            ($text | Measure-Object Length -Maximum).Maximum | Should -BeLessThan $Width
            if ($Hidden -eq 256) { $text -match '^State ' | Should -Match ' … of 256\]$' }
        }

        It 'a stack''s table has a row a step, with the number and kind of its cells' {
            $text = $stackSteps | Get-ScreenText $Width

            $text | Should -HaveCount 4
            $text[0] -split '\s+' | Should -Be Sequence, Step, Input, Layers, State, Output
            $text[2] | Should -Match "\] +4 × $Kind +\["
            ($text | Measure-Object Length -Maximum).Maximum | Should -BeLessThan $Width
        }

        It 'a stack''s list has each layer with all its gates' {
            $text = $stackSteps[0] | Format-List | Get-ScreenText $Width

            $text -match 'Layer \d' -replace '^.*(?=Layer \d)' | Should -Be "Layer 0 Forward ($Kind)", "Layer 0 Reverse ($Kind)", "Layer 1 Forward ($Kind)", "Layer 1 Reverse ($Kind)"
            foreach ($gate in $gates) { @($text -cmatch "^ +$gate +\[") | Should -HaveCount 4 -Because $gate }
            ($text | Measure-Object Length -Maximum).Maximum | Should -BeLessThan $Width
        }

        It 'the Layers of a step are a table with a row for each, and a list with every gate' {
            $table = $stackSteps[0].Layers | Get-ScreenText $Width
            $list = $stackSteps[0].Layers[3] | Format-List | Get-ScreenText $Width

            $table | Should -HaveCount 6
            $table[0].Trim() -split '\s+' | Should -Be Layer, Direction, Kind, Input, State
            $table[5].Trim() -split '\s+' | Select-Object -First 3 | Should -Be 1, Reverse, $Kind
            $list -replace ' *:.*' | Should -Be (@('Layer', 'Direction', 'Sequence', 'Step', 'Input') + $gates + 'State')
            ($table + $list | Measure-Object Length -Maximum).Maximum | Should -BeLessThan $Width
        }

        It 'a cell is a list without a broken line' {
            $text = $model.Layers[0] | Get-ScreenText $Width

            $text | Should -Match '^\w+ +: '
            ($text | Measure-Object Length -Maximum).Maximum | Should -BeLessThan $Width
            if ($Hidden -eq 256) { $text -match '^Bias ' | Should -Match ' … of \d+\]$' }
        }

        It 'a state is a row, and a list with h of each cell, and c of those that have one' {
            $table = New-RnnState $stack | Get-ScreenText $Width
            $list = New-RnnState $stack | Format-List | Get-ScreenText $Width

            $table | Should -HaveCount 3
            @($list -match '\[0 0.*\]$') | Should -HaveCount ($Kind -eq 'Lstm' ? 8 : 4)
            @($list -match '^CellStates') | Should -HaveCount ($Kind -eq 'Lstm' ? 1 : 0)
            ($table + $list | Measure-Object Length -Maximum).Maximum | Should -BeLessThan $Width
        }

        It 'a model''s summary is no wider than the screen' {
            ($stack | Get-ScreenText $Width | Measure-Object Length -Maximum).Maximum | Should -BeLessThan $Width
        }
    }

    Context 'cells of several kinds in one model' {
        BeforeAll {
            $mixed = New-RnnModel -Cell (New-RnnCell 1 2 -Seed 1), (New-RnnCell -Kind Lstm 2 2 -Seed 1), (New-RnnCell -Kind Gru 2 2 -Seed 1) -OutputSize 1 -Seed 1
            $step = 1 | Invoke-RnnForward $mixed
        }

        It 'are one table of a step''s Layers, with four significant digits' {
            $text = $step.Layers | Get-ScreenText $Width

            $text | Should -HaveCount 5
            $text[2..4].ForEach({ ($_.Trim() -split '\s+')[2] }) | Should -Be Elman, Lstm, Gru
            $text -join "`n" | Should -Not -Match '\d\.\d{6}'
        }

        It 'show all their weights as a list' {
            $text = $mixed.Layers | Get-ScreenText $Width

            @($text -match '^InputWeights +:') | Should -HaveCount 3
            @($text -match '^ResetAfter +: True') | Should -HaveCount 1
            @($text -match '^Activation +: Tanh') | Should -HaveCount 1
        }

        It 'are named in a stack''s row' {
            ($step | Get-ScreenText $Width)[2] | Should -Match ' Elman \+ Lstm \+ Gru '
        }
    }
}

Describe 'A window of <Width> characters' -ForEach @(@{ Width = 80 }, @{ Width = 120 }, @{ Width = 160 }) {
    It 'shows at least one number of each vector, and three probabilities where they fit' {
        $model = New-RnnModel -Kind Lstm 2 4 3 -OutputActivation Softmax -Seed 1
        $text = (, (1, -2) | Invoke-RnnForward $model | Get-ScreenText $Width)[2]

        $vectors = [regex]::Matches($text, '\[[^\]]+\]').Value
        $vectors | Should -HaveCount 4
        $vectors | ForEach-Object { $_ | Should -Match '^\[-?\d' }
        $text.Length | Should -BeLessThan $Width
        if ($Width -ge 120) { $vectors[3] -split ' ' | Should -HaveCount 3 }
    }

    It 'shows whole numbers, and shorter ones where a column is narrow' {
        $model = New-RnnModel 1 256 12 -Seed 1
        $text = (-0.01234 | Invoke-RnnForward $model | Get-ScreenText $Width)[2]

        foreach ($vector in [regex]::Matches($text, '\[[^\]]+\]').Value) {
            $vector | Should -Match '^\[(-?\d+(\.\d+)?(E-\d+)? )+…( of )?\d+\]$'
        }
    }

    It 'has more of a long vector in a list' {
        $step = 1 | Invoke-RnnForward (New-RnnModel 1 64 1 -Seed 1)
        [RnnPS.RnnView]::Width = $Width
        $text = $step | Format-List | Get-ScreenText $Width

        $line = ($text -match '^State')[0]
        $line.Length | Should -BeLessThan $Width
        $line.Length | Should -BeGreaterThan ($Width - 12)
    }
}

Describe 'Numbers in views' {
    It 'show <Number> as <Shown>' -ForEach @(
        @{ Number = 12345.6; Shown = '12346' }
        @{ Number = -9999.96; Shown = '-10000' }
        @{ Number = 1234567.8; Shown = '1234568' }
        @{ Number = 123.456; Shown = '123.5' }
        @{ Number = 0.0000123456; Shown = '1.235E-05' }
        @{ Number = 123456789; Shown = '1.235E+08' }
    ) {
        [RnnPS.RnnFormat]::Number($Number) | Should -Be $Shown
    }

    It 'of a forecast have all digits before the point: <Level>' -ForEach @(@{ Level = 12345.6 }, @{ Level = 23456789012.0 }) {
        $echo = New-RnnCell -InputWeight 1 -RecurrentWeight 0 -Activation Identity
        $text = $Level, $Level | Invoke-RnnForecast $echo 1 | Get-ScreenText 80

        $text[2] -split '\s+' | Should -Contain ([Math]::Round($Level).ToString('F0', [cultureinfo]::InvariantCulture))
    }
}

Describe 'Times in views' {
    BeforeAll {
        $half = New-RnnCell -InputWeight 0.5 -RecurrentWeight 0 -Activation Identity
    }

    It 'show midnight if the times beside it have a time of day' {
        $rows = 20..22 | ForEach-Object { @{ x = $_; t = "2024-01-01T${_}:00:00" } }
        $text = $rows | Invoke-RnnForecast $half 3 -Property x -TimeProperty t | Get-ScreenText 80

        $text[2..4] | ForEach-Object { [regex]::Match($_, '2024.*:00').Value } | Should -Be '2024-01-01 23:00:00', '2024-01-02 00:00:00', '2024-01-02 01:00:00'
    }

    It 'show no time of day of days' {
        $rows = 1..3 | ForEach-Object { @{ x = $_; t = "2024-01-0$_" } }
        $text = $rows | Invoke-RnnForecast $half 1 -Property x -TimeProperty t | Get-ScreenText 80

        $text[2] | Should -Match '2024-01-04 '
        $text[2] | Should -Not -Match '00:00'
    }
}

Describe 'Objects of several types in one stream' {
    It 'show the numbers of a vector' {
        $cell = New-RnnCell -InputWeight (, (0.5, 0.25)) -RecurrentWeight ((1, 2), (3, 4))

        & { $cell; $cell.InputWeights } | Get-ScreenText 80 | Should -Contain '[0.5 0.25]'
    }
}

Describe 'Every type that a user meets' {
    It 'has a table and a list' {
        $core = [RnnPS.RnnModel].Assembly
        $types = [Collections.Generic.HashSet[type]]::new()
        function Add-Type([type] $Type) {
            if ($Type.IsGenericType) { $Type.GetGenericArguments() | ForEach-Object { Add-Type $_ } }
            elseif ($Type.Assembly -eq $core -and -not $Type.IsEnum -and $types.Add($Type)) {
                $Type.GetProperties() | ForEach-Object { Add-Type $_.PropertyType }
                $core.GetExportedTypes() | Where-Object BaseType -EQ $Type | ForEach-Object { Add-Type $_ }
            }
        }
        (Get-Command -Module RnnPS -CommandType Cmdlet).OutputType.Type | Where-Object { $_ } | ForEach-Object { Add-Type $_ }

        # A function is shown by its name, a vector and a matrix by their numbers, a model by its layers.
        $others = 'RnnActivationFunction', 'RnnLossFunction', 'RnnVector', 'RnnMatrix', 'RnnModel'
        foreach ($type in $types | Where-Object { -not $_.IsAbstract -and $_.Name -notin $others -and $_.BaseType.Name -notin $others }) {
            $names = for ($base = $type; $base; $base = $base.BaseType) { $base.FullName }
            $controls = ($names | ForEach-Object { Get-FormatData -TypeName $_ -PowerShellVersion 7.6 }).FormatViewDefinition.Control | ForEach-Object { $_.GetType().Name }

            $controls | Should -Contain TableControl -Because $type.Name
            $controls | Should -Contain ListControl -Because $type.Name
        }
        $types.Count | Should -BeGreaterThan 30
    }
}

Describe 'Looking closer' {
    It 'Format-List shows a step with more components of its vectors, and the row that it came from' {
        $text = Import-Csv sunspots.csv | Select-Object -First 1 |
            Invoke-RnnForward (New-RnnCell 1 6 -Seed 1) -Property SUNACTIVITY | Format-List | Get-ScreenText 120

        ($text -match '^State ') -replace '[^ ]*: ' -split ' (?=[-\d])' | Should -HaveCount 6
        $text -join "`n" | Should -Match 'Source\s+: @\{YEAR=1700; SUNACTIVITY=5\}'
    }

    It 'a step''s vector shows its numbers' {
        (1 | Invoke-RnnForward).State | Get-ScreenText 80 | Should -HaveCount 2
    }

    It 'a weight matrix shows a row in a line, as [0.1 0.2]' {
        $matrix = [RnnPS.RnnModel]::StartingExample().Layers[0].RecurrentWeights

        $matrix | Get-ScreenText 80 | Should -Be '[0.1 0.2]', '[0.3 0.4]'
    }

    It 'every public property is there with Format-List *' {
        (1 | Invoke-RnnForward | Format-List * | Get-ScreenText 80) -match '^\w+ +:' -replace ' *:.*' |
            Should -Be Sequence, Step, Input, PreActivation, State, Output, Prediction, Source
    }

    It 'numbers are shown the same on a machine with another culture' {
        $culture = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = 'de-DE'
            (Invoke-RnnForward -Input 1.5 | Get-ScreenText 80)[2] | Should -Match '^0 +0 1\.5 +\[0\.85 0\.8\]'
        }
        finally {
            [cultureinfo]::CurrentCulture = $culture
        }
    }
}
