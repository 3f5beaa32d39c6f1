param([string] $ModulePath = (Join-Path $PSScriptRoot '../../module/RnnPS'))

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    Import-TestedModule $ModulePath

    function Get-Sigmoid([double] $X) { 1 / (1 + [Math]::Exp(-$X)) }

    # All numbers of a matrix, row by row.
    function Get-Number($Matrix) { foreach ($row in $Matrix) { foreach ($number in $row) { $number } } }

    # Round weights, [rows × columns], all different.
    function New-Weight([int] $Rows, [int] $Columns, [double] $Start) {
        , @(foreach ($i in 1..$Rows) { , @(foreach ($j in 1..$Columns) { [Math]::Round($Start + 0.13 * $i - 0.07 * $j * $i, 2) }) })
    }

    # x·W of a row vector, in the columns from a start on.
    function Get-Product([double[]] $X, $Matrix, [int] $Column) {
        $sum = 0.0
        for ($i = 0; $i -lt $X.Count; $i++) { $sum += $X[$i] * $Matrix[$i][$Column] }
        $sum
    }
}

Describe 'A <Kind> cell of sizes' -ForEach @(
    @{ Kind = 'Elman'; Gates = 1; Type = 'RnnPS.ElmanCell' }
    @{ Kind = 'Lstm'; Gates = 4; Type = 'RnnPS.LstmCell' }
    @{ Kind = 'Gru'; Gates = 3; Type = 'RnnPS.GruCell' }
) {
    BeforeAll {
        $cell = New-RnnCell -Kind $Kind -InputSize 3 -HiddenSize 5 -Seed 4
    }

    It 'is of its own type, and tells its kind and sizes' {
        $cell.GetType().FullName | Should -BeExactly $Type
        $cell.Kind | Should -BeExactly $Kind
        $cell.InputSize, $cell.HiddenSize, $cell.OutputSize, $cell.Seed | Should -Be 3, 5, 5, 4
    }

    It 'has weights with <Gates> gates side by side' {
        $cell.InputWeights.ToString() | Should -Be "3×$(5 * $Gates)"
        $cell.RecurrentWeights.ToString() | Should -Be "5×$(5 * $Gates)"
        $cell.Bias | Should -HaveCount (5 * $Gates)
    }

    It 'draws recurrent weights with orthonormal rows, and input weights within Glorot''s bounds' {
        $bound = [Math]::Sqrt(6 / (3 + 5 * $Gates))
        $rows = @($cell.RecurrentWeights)
        foreach ($i in 0..4) {
            foreach ($j in 0..4) {
                $product = 0.0
                for ($k = 0; $k -lt 5 * $Gates; $k++) { $product += $rows[$i][$k] * $rows[$j][$k] }
                [Math]::Abs($product - ($i -eq $j ? 1 : 0)) | Should -BeLessThan 1e-14
            }
        }

        $inputs = Get-Number $cell.InputWeights | Measure-Object -Minimum -Maximum
        $inputs.Count | Should -Be (15 * $Gates)
        $inputs.Maximum | Should -BeLessOrEqual $bound
        $inputs.Minimum | Should -BeGreaterOrEqual (-$bound)
        # Bounds of another size would leave the edges empty, or be crossed.
        [Math]::Max($inputs.Maximum, -$inputs.Minimum) | Should -BeGreaterThan (0.8 * $bound)
    }

    It 'is the same again from the same seed, and another from another' {
        $again = New-RnnCell -Kind $Kind -InputSize 3 -HiddenSize 5 -Seed 4
        $other = New-RnnCell -Kind $Kind -InputSize 3 -HiddenSize 5 -Seed 5

        ($again | ConvertTo-Json -Depth 5) | Should -BeExactly ($cell | ConvertTo-Json -Depth 5)
        Get-Number $other.InputWeights | Should -Not -Be (Get-Number $cell.InputWeights)
        Get-Number $other.RecurrentWeights | Should -Not -Be (Get-Number $cell.RecurrentWeights)
    }

    It 'keeps a seed that was drawn, which makes it again' {
        $one = New-RnnCell -Kind $Kind 2 3

        (New-RnnCell -Kind $Kind 2 3 -Seed $one.Seed | ConvertTo-Json -Depth 5) | Should -BeExactly ($one | ConvertTo-Json -Depth 5)
    }

    It 'is the same from weights in two matrices and stacked in one' {
        $columns = 2 * $Gates
        $recurrent = New-Weight 2 $columns 0.2
        $inputs = New-Weight 3 $columns -0.3
        $bias = 1..$columns | ForEach-Object { $_ / 10 }
        $split = New-RnnCell -Kind $Kind -InputWeight $inputs -RecurrentWeight $recurrent -Bias $bias
        $stacked = New-RnnCell -Kind $Kind -Weight ($recurrent + $inputs) -Bias $bias

        $split.InputSize, $split.HiddenSize | Should -Be 3, 2
        Get-Number $split.InputWeights | Should -Be (Get-Number $inputs)
        ($stacked | ConvertTo-Json -Depth 5) | Should -BeExactly ($split | ConvertTo-Json -Depth 5)
    }

    It 'has no bias, and no seed, where weights alone are given' {
        $given = New-RnnCell -Kind $Kind -Weight (New-Weight 5 (2 * $Gates) 0)

        $given.Bias | Should -BeNullOrEmpty
        $given.RecurrentBias | Should -BeNullOrEmpty
        $given.Seed | Should -BeNullOrEmpty
        $given.ParameterCount | Should -Be (5 * 2 * $Gates)
    }

    It 'takes a flat list of input weights as the row of a single input' {
        $given = New-RnnCell -Kind $Kind -InputWeight (1..(2 * $Gates)) -RecurrentWeight (New-Weight 2 (2 * $Gates) 0)

        $given.InputSize | Should -Be 1
        Get-Number $given.InputWeights | Should -Be (1..(2 * $Gates))
    }

    It 'adds a recurrent bias to the bias: <_>' -ForEach 'Pipeline', 'List' {
        # Of a GRU only what the reset gate does not meet: its last third is looked at below.
        $columns = 2 * $Gates
        $weights = @{ Kind = $Kind; Weight = New-Weight 3 $columns 0.1 }
        $added = 1..$columns | ForEach-Object { $Kind -eq 'Gru' -and $_ -gt 4 ? 0 : 0.25 * $_ }
        $bias = 1..$columns | ForEach-Object { -0.5 * $_ }
        $sum = 0..($columns - 1) | ForEach-Object { $bias[$_] + $added[$_] }
        $apart = New-RnnCell @weights -Bias $bias -RecurrentBias $added
        $together = New-RnnCell @weights -Bias $sum

        $apart.RecurrentBias.ToArray() | Should -Be $added
        $apart.ParameterCount | Should -Be ($together.ParameterCount + $columns)
        $steps = $_ -eq 'List' ? (Invoke-RnnForward $apart -Input 1, -2) : (1, -2 | Invoke-RnnForward $apart)
        $expected = 1, -2 | Invoke-RnnForward $together
        Assert-Close @($expected.State | ForEach-Object { $_ }) @($steps.State | ForEach-Object { $_ }) 1e-14
        $steps[1].State.ToArray() | Should -Not -Be (1, -2 | Invoke-RnnForward (New-RnnCell @weights -Bias $bias))[1].State.ToArray()
    }
}

Describe 'The drawn biases' {
    It 'are 1 for the forget gate of an LSTM, and 0 else' {
        (New-RnnCell -Kind Lstm 1 2).Bias.ToArray() | Should -Be 0, 0, 1, 1, 0, 0, 0, 0
        (New-RnnCell -Kind Gru 1 2).Bias.ToArray() | Should -Be 0, 0, 0, 0, 0, 0
    }

    It 'are two of a GRU, and one with -ResetBefore, of an LSTM and of an Elman cell' {
        (New-RnnCell -Kind Gru 1 2).RecurrentBias.ToArray() | Should -Be 0, 0, 0, 0, 0, 0
        (New-RnnCell -Kind Gru 1 2 -ResetBefore).RecurrentBias | Should -BeNullOrEmpty
        (New-RnnCell -Kind Lstm 1 2).RecurrentBias | Should -BeNullOrEmpty
        (New-RnnCell 1 2).RecurrentBias | Should -BeNullOrEmpty
    }

    It 'are counted: <Expected> parameters of <Kind> <More>' -ForEach @(
        @{ Kind = 'Lstm'; More = @{}; Expected = 4 * (5 * (3 + 5) + 5) }
        @{ Kind = 'Gru'; More = @{}; Expected = 3 * (5 * (3 + 5) + 2 * 5) }
        @{ Kind = 'Gru'; More = @{ ResetBefore = $true }; Expected = 3 * (5 * (3 + 5) + 5) }
    ) {
        (New-RnnCell -Kind $Kind 3 5 @More).ParameterCount | Should -Be $Expected
    }

    It 'leave the other weights of a seed as they are, with -ResetBefore and without' {
        $after = New-RnnCell -Kind Gru 2 3 -Seed 1
        $before = New-RnnCell -Kind Gru 2 3 -Seed 1 -ResetBefore

        $after.ResetAfter, $before.ResetAfter | Should -Be $true, $false
        Get-Number $before.InputWeights | Should -Be (Get-Number $after.InputWeights)
        Get-Number $before.RecurrentWeights | Should -Be (Get-Number $after.RecurrentWeights)
    }
}

Describe 'The numbers of an LSTM of two units with two inputs, from the equations' {
    BeforeAll {
        $inputs = New-Weight 2 8 0.15
        $recurrent = New-Weight 2 8 -0.25
        $bias = 0.1, -0.2, 0.9, 1.1, 0.05, -0.05, 0.3, -0.3
        $recurrentBias = 0.01, 0.02, -0.03, 0.04, 0.05, -0.06, 0.07, 0.08
        $cell = New-RnnCell -Kind Lstm -InputWeight $inputs -RecurrentWeight $recurrent -Bias $bias -RecurrentBias $recurrentBias
        $x = (1.5, -0.5), (-0.25, 2.0), (0.75, 1.0)
        $steps = Invoke-RnnForward $cell -Input $x
    }

    It 'are right in every gate and state, to 1e-12' {
        $h = 0.0, 0.0
        $c = 0.0, 0.0
        foreach ($t in 0..2) {
            $before = 0..7 | ForEach-Object {
                (Get-Product $x[$t] $inputs $_) + (Get-Product $h $recurrent $_) + $bias[$_] + $recurrentBias[$_]
            }
            $i = $before[0..1] | ForEach-Object { Get-Sigmoid $_ }
            $f = $before[2..3] | ForEach-Object { Get-Sigmoid $_ }
            $g = $before[4..5] | ForEach-Object { [Math]::Tanh($_) }
            $o = $before[6..7] | ForEach-Object { Get-Sigmoid $_ }
            $c = 0, 1 | ForEach-Object { $f[$_] * $c[$_] + $i[$_] * $g[$_] }
            $h = 0, 1 | ForEach-Object { $o[$_] * [Math]::Tanh($c[$_]) }

            $step = $steps[$t]
            $step.Input.ToArray() | Should -Be $x[$t]
            Assert-Close $before $step.PreActivation 1e-12
            Assert-Close $i $step.InputGate 1e-12
            Assert-Close $f $step.ForgetGate 1e-12
            Assert-Close $g $step.Candidate 1e-12
            Assert-Close $o $step.OutputGate 1e-12
            Assert-Close $c $step.CellState 1e-12
            Assert-Close $h $step.State 1e-12
            $step.Output.ToArray() | Should -Be $step.State.ToArray()
        }
    }
}

Describe 'The numbers of a GRU of two units with two inputs, its reset gate <Form> the product, from the equations' -ForEach @(
    @{ Form = 'after'; More = @{} }
    @{ Form = 'before'; More = @{ ResetBefore = $true } }
) {
    BeforeAll {
        $inputs = New-Weight 2 6 0.15
        $recurrent = New-Weight 2 6 -0.25
        $bias = 0.1, -0.2, 0.9, -1.1, 0.05, -0.05
        $recurrentBias = 0.31, 0.12, -0.23, 0.44, 0.75, -0.66
        $cell = New-RnnCell -Kind Gru -InputWeight $inputs -RecurrentWeight $recurrent -Bias $bias -RecurrentBias $recurrentBias @More
        $x = (1.5, -0.5), (-0.25, 2.0), (0.75, 1.0)
        $steps = Invoke-RnnForward $cell -Input $x
    }

    It 'are right in every gate and state, to 1e-12' {
        $cell.ResetAfter | Should -Be ($Form -eq 'after')
        $h = 0.0, 0.0
        foreach ($t in 0..2) {
            $gates = 0..3 | ForEach-Object {
                Get-Sigmoid ((Get-Product $x[$t] $inputs $_) + (Get-Product $h $recurrent $_) + $bias[$_] + $recurrentBias[$_])
            }
            $z = $gates[0..1]
            $r = $gates[2..3]
            $reset = 0, 1 | ForEach-Object { $r[$_] * $h[$_] }
            $candidate = 0, 1 | ForEach-Object {
                $input = (Get-Product $x[$t] $inputs (4 + $_)) + $bias[4 + $_]
                [Math]::Tanh($Form -eq 'after' ?
                    $input + $r[$_] * ((Get-Product $h $recurrent (4 + $_)) + $recurrentBias[4 + $_]) :
                    $input + (Get-Product $reset $recurrent (4 + $_)) + $recurrentBias[4 + $_])
            }
            $h = 0, 1 | ForEach-Object { $z[$_] * $h[$_] + (1 - $z[$_]) * $candidate[$_] }

            $step = $steps[$t]
            Assert-Close $z $step.UpdateGate 1e-12
            Assert-Close $r $step.ResetGate 1e-12
            Assert-Close $candidate $step.Candidate 1e-12
            Assert-Close $h $step.State 1e-12
        }
    }
}

Describe 'The recurrent bias of a GRU' {
    It 'is behind the reset gate in its last third, where the gate meets the product' {
        # A reset gate that is shut, sigmoid(-1000) = 0: the bias does not come through; one that is open lets it all in.
        $weights = @{ Kind = 'Gru'; InputWeight = @(, (0, 0, 0)); RecurrentWeight = @(, (0, 0, 0)); RecurrentBias = 0, 0, 0.5 }
        $shut = 1 | Invoke-RnnForward (New-RnnCell @weights -Bias 0, -1000, 0)
        $open = 1 | Invoke-RnnForward (New-RnnCell @weights -Bias 0, 1000, 0)
        $before = 1 | Invoke-RnnForward (New-RnnCell @weights -Bias 0, -1000, 0 -ResetBefore)

        $shut.Candidate[0] | Should -Be 0
        Assert-Close ([Math]::Tanh(0.5)) $open.Candidate
        Assert-Close ([Math]::Tanh(0.5)) $before.Candidate
    }
}

Describe '-Activation' {
    BeforeAll {
        $functions = @{
            Tanh     = { param($x) [Math]::Tanh($x) }
            Relu     = { param($x) [Math]::Max(0.0, $x) }
            Sigmoid  = { param($x) 1 / (1 + [Math]::Exp(-$x)) }
            Identity = { param($x) $x }
        }
    }

    It '<_> is that of an LSTM''s candidate and cell state, and not of its gates' -ForEach 'Tanh', 'Relu', 'Sigmoid', 'Identity' {
        $cell = New-RnnCell -Kind Lstm -InputWeight (, (1, 2, 3, 4)) -RecurrentWeight (, (0, 0, 0, 0)) -Activation $_
        $step = 0.5 | Invoke-RnnForward $cell
        $f = $functions[$_]

        Assert-Close (Get-Sigmoid 0.5) $step.InputGate
        Assert-Close (& $f 1.5) $step.Candidate
        Assert-Close ((Get-Sigmoid 0.5) * (& $f 1.5)) $step.CellState
        Assert-Close ((Get-Sigmoid 2) * (& $f $step.CellState[0])) $step.State
    }

    It '<_> is that of a GRU''s candidate, and not of its gates' -ForEach 'Tanh', 'Relu', 'Sigmoid', 'Identity' {
        $cell = New-RnnCell -Kind Gru -InputWeight (, (1, 2, 3)) -RecurrentWeight (, (0, 0, 0)) -Activation $_
        $step = 0.5 | Invoke-RnnForward $cell

        Assert-Close (Get-Sigmoid 0.5) $step.UpdateGate
        Assert-Close (Get-Sigmoid 1) $step.ResetGate
        Assert-Close (& $functions[$_] 1.5) $step.Candidate
    }

    It 'is Tanh where it is not given, of every kind: <_>' -ForEach 'Elman', 'Lstm', 'Gru' {
        $one = New-RnnCell -Kind $_ 1 2 -Seed 1
        $two = New-RnnCell -Kind $_ 1 2 -Seed 1 -Activation Tanh

        (1 | Invoke-RnnForward $one).State.ToArray() | Should -Be (1 | Invoke-RnnForward $two).State.ToArray()
    }
}

Describe 'A cell''s weights in a model' {
    It 'are changed by SetWeight, of a gated cell too: Layers[0].RecurrentBias' {
        $model = New-RnnModel -Cell (New-RnnCell -Kind Gru 1 2 -Seed 1) -OutputSize 1 -Seed 1
        $before = (1 | Invoke-RnnForward $model).Output
        $model.SetWeight('Layers[0].RecurrentBias', 0, 5, 2.5)

        $model.Layers[0].RecurrentBias.ToArray() | Should -Be 0, 0, 0, 0, 0, 2.5
        (1 | Invoke-RnnForward $model).Output | Should -Not -Be $before
    }
}

Describe 'New-RnnCell -Layout PyTorch' {
    It 'gives the states of PyTorch for <Kind>' -ForEach @(
        @{ Kind = 'Elman'; File = 'elman-1layer' }
        @{ Kind = 'Lstm'; File = 'lstm-1layer' }
        @{ Kind = 'Gru'; File = 'gru-1layer' }
    ) {
        $case = Get-Content (Join-Path (Get-DataFolder) "golden/$File.json") -Raw | ConvertFrom-Json
        $tensors = $case.parameters
        $cell = New-RnnCell -Kind $Kind -Layout PyTorch -InputWeight $tensors.weight_ih_l0 -RecurrentWeight $tensors.weight_hh_l0 `
            -Bias $tensors.bias_ih_l0 -RecurrentBias $tensors.bias_hh_l0
        $states = Invoke-RnnForward $cell -InputObject $case.input[0] | ForEach-Object { $_.State.ToArray() }
        Assert-Close ($case.expected.hiddenSequence[0] | ForEach-Object { $_ }) $states 1e-12
    }

    It 'refuses weights with rows that are no multiple of the gates' {
        $outcome = Get-Outcome { New-RnnCell -Kind Lstm -Layout PyTorch -InputWeight (1, 2, 3, 4, 5) -RecurrentWeight (1, 2, 3, 4) }
        $outcome.Errors | Get-ErrorId | Should -Be 'RnnWeightShape'
        $outcome.Errors[0].Exception.Message | Should -BeLike '*InputWeight*4·hidden rows*5*'
    }
}
