param([string] $ModulePath = (Join-Path $PSScriptRoot '../../module/RnnPS'))

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    Import-TestedModule $ModulePath
}

Describe 'New-RnnCell' {
    It 'makes the cell of the starting example of:<_>' -ForEach @(
        { New-RnnCell -Weight (0.1, 0.2), (0.3, 0.4), (0.5, 0.6) -Bias 0.1, -0.1 }
        { New-RnnCell -InputWeight (, (0.5, 0.6)) -RecurrentWeight (0.1, 0.2), (0.3, 0.4) -Bias 0.1, -0.1 }
        { New-RnnCell -InputWeight 0.5, 0.6 -RecurrentWeight (0.1, 0.2), (0.3, 0.4) -Bias 0.1, -0.1 }
        { New-RnnCell -InputWeight '0.5', '0.6' -RecurrentWeight ('0.1', '0.2'), ('0.3', '0.4') -Bias '0.1', '-0.1' }
        { New-RnnCell -InputWeight $cell.InputWeights -RecurrentWeight $cell.RecurrentWeights -Bias $cell.Bias }
    ) {
        $cell = [RnnPS.RnnModel]::StartingExample().Layers[0]
        $made = & $_

        $made.InputSize | Should -Be 1
        $made.HiddenSize | Should -Be 2
        $made.ParameterCount | Should -Be 8
        $made.InputWeights[0].ToArray() | Should -Be 0.5, 0.6
        $made.RecurrentWeights[0].ToArray() | Should -Be 0.1, 0.2
        $made.RecurrentWeights[1].ToArray() | Should -Be 0.3, 0.4
        $made.Bias.ToArray() | Should -Be 0.1, -0.1
        $made.Seed | Should -BeNullOrEmpty
    }

    It 'takes a flat list of weights for a cell of one unit' {
        $cell = New-RnnCell -Weight 0.25, 0.5, 0.75

        $cell.HiddenSize | Should -Be 1
        $cell.InputSize | Should -Be 2
        $cell.RecurrentWeights[0, 0] | Should -Be 0.25
        $cell.InputWeights[1, 0] | Should -Be 0.75
    }

    It 'has no bias where none is given' {
        $cell = New-RnnCell -Weight (0.1, 0.2), (0.3, 0.4), (0.5, 0.6)

        $cell.Bias | Should -BeNullOrEmpty
        $cell.ParameterCount | Should -Be 6
    }

    It 'has (h + x)·h + h parameters: <Expected> for <InputSize> inputs and <HiddenSize> units' -ForEach @(
        @{ InputSize = 1; HiddenSize = 2; Expected = 8 }
        @{ InputSize = 3; HiddenSize = 8; Expected = 96 }
        @{ InputSize = 12; HiddenSize = 1; Expected = 14 }
    ) {
        (New-RnnCell -InputSize $InputSize -HiddenSize $HiddenSize).ParameterCount | Should -Be $Expected
    }

    It 'has the state <Expected> for the activation <Activation> of -0.5 and 2' -ForEach @(
        @{ Activation = 'Tanh'; Expected = -0.46211715726000974, 0.9640275800758169 }
        @{ Activation = 'Relu'; Expected = 0, 2 }
        @{ Activation = 'Sigmoid'; Expected = 0.3775406687981454, 0.8807970779778823 }
        @{ Activation = 'Identity'; Expected = -0.5, 2 }
    ) {
        $cell = New-RnnCell -InputWeight 1 -RecurrentWeight 0 -Activation $Activation

        Assert-Close $Expected (-0.5, 2 | Invoke-RnnForward $cell).Output
    }

    It 'draws recurrent weights that keep lengths, R·Rᵀ = 1, a bias of zeros, and input weights within Glorot''s bounds' {
        $cell = New-RnnCell -InputSize 3 -HiddenSize 5 -Seed 4
        $bound = [Math]::Sqrt(6 / (3 + 5))

        foreach ($i in 0..4) {
            foreach ($j in 0..4) {
                $product = 0
                foreach ($k in 0..4) { $product += $cell.RecurrentWeights[$i, $k] * $cell.RecurrentWeights[$j, $k] }
                [Math]::Abs($product - ($i -eq $j ? 1 : 0)) | Should -BeLessThan 1e-14
            }
        }

        $cell.Bias.ToArray() | Should -Be 0, 0, 0, 0, 0
        $inputs = $cell.InputWeights | ForEach-Object { $_ } | Measure-Object -Minimum -Maximum
        $inputs.Count | Should -Be 15
        $inputs.Maximum | Should -BeLessOrEqual $bound
        $inputs.Minimum | Should -BeGreaterOrEqual (-$bound)
    }
}

Describe 'New-RnnModel' {
    It 'puts an output layer on a cell' {
        $cell = New-RnnCell -InputSize 2 -HiddenSize 3 -Seed 1
        $model = New-RnnModel -Cell $cell -OutputWeight (1, 2), (3, 4), (5, 6) -OutputBias 0.5, -0.5
        $step = Invoke-RnnForward $model -Input (, (1, 2))

        $model.OutputSize | Should -Be 2
        $model.ParameterCount | Should -Be ($cell.ParameterCount + 6 + 2)
        $h = $step.State
        Assert-Close ($h[0] + 3 * $h[1] + 5 * $h[2] + 0.5), (2 * $h[0] + 4 * $h[1] + 6 * $h[2] - 0.5) $step.Output 1e-14
    }

    It 'takes a flat list of output weights as one output, or as several of a cell of one unit' {
        (New-RnnModel -Cell (New-RnnCell 1 3) -OutputWeight 1, 2, 3).OutputSize | Should -Be 1
        (New-RnnModel -Cell (New-RnnCell 1 1) -OutputWeight 1, 2, 3).OutputSize | Should -Be 3
    }

    It 'draws only the output layer where a cell and -OutputSize are given' {
        $cell = New-RnnCell -InputSize 1 -HiddenSize 3 -Seed 1
        $model = New-RnnModel -Cell $cell -OutputSize 2 -Seed 9

        $model.Layers[0].RecurrentWeights[1].ToArray() | Should -Be $cell.RecurrentWeights[1].ToArray()
        $model.OutputWeights.ToString() | Should -Be '3×2'
    }

    It 'has the cell''s state as output where no output layer is given' {
        $model = New-RnnModel -Cell (New-RnnCell -InputSize 1 -HiddenSize 3 -Seed 1)

        $model.OutputSize | Should -Be 3
        $model.OutputWeights | Should -BeNullOrEmpty
    }

    It 'tells its kind and its sizes as text' {
        "$(New-RnnModel -InputSize 3 -HiddenSize 8 -OutputSize 2 -Seed 1)" | Should -BeExactly 'Elman 3→8→2'
    }

    It 'counts its parameters: (h + x)·h + h, and h·y + y of the output layer' {
        (New-RnnModel -InputSize 3 -HiddenSize 8 -OutputSize 2).ParameterCount | Should -Be (((3 + 8) * 8 + 8) + (8 * 2 + 2))
    }

    It 'takes its sizes by position, too' {
        $model = New-RnnModel 3 8 2

        $model.InputSize, $model.HiddenSize, $model.OutputSize | Should -Be 3, 8, 2
    }
}

Describe 'Seeds' {
    It 'give the same weights again' {
        $one = New-RnnModel -InputSize 2 -HiddenSize 4 -OutputSize 1 -Seed 7
        $two = New-RnnModel -InputSize 2 -HiddenSize 4 -OutputSize 1 -Seed 7

        ($one | ConvertTo-Json -Depth 5) | Should -BeExactly ($two | ConvertTo-Json -Depth 5)
    }

    It 'give the same weights on every machine' {
        # Written down from the first version: a change would make every published seed another network.
        $cell = New-RnnCell -InputSize 1 -HiddenSize 2 -Seed 1

        Assert-Close 1.1038196305255155, 0.4864845691529767 $cell.InputWeights[0]
        Assert-Close 0.6637063644702828, -0.7479932230720011 $cell.RecurrentWeights[0] 1e-14
    }

    It 'give other weights where they differ' {
        $one = New-RnnCell -InputSize 2 -HiddenSize 4 -Seed 7
        $two = New-RnnCell -InputSize 2 -HiddenSize 4 -Seed 8

        $one.RecurrentWeights[0].ToArray() | Should -Not -Be $two.RecurrentWeights[0].ToArray()
        $one.InputWeights[0].ToArray() | Should -Not -Be $two.InputWeights[0].ToArray()
    }

    It 'are drawn where none is given, kept on the <Kind>, and make it again' -ForEach @(
        @{ Kind = 'cell'; Make = { param($More) New-RnnCell -InputSize 2 -HiddenSize 4 @More } }
        @{ Kind = 'model'; Make = { param($More) New-RnnModel -InputSize 2 -HiddenSize 4 -OutputSize 1 @More } }
    ) {
        $one = & $Make @{}
        $two = & $Make @{}
        $again = & $Make @{ Seed = $one.Seed }

        $one.Seed | Should -Not -BeNullOrEmpty
        $one.Seed | Should -Not -Be $two.Seed
        ($again | ConvertTo-Json -Depth 5) | Should -BeExactly ($one | ConvertTo-Json -Depth 5)
    }
}

Describe 'Looking at a model''s weights, and changing one' {
    BeforeEach {
        $model = [RnnPS.RnnModel]::StartingExample()
    }

    It 'are read as Layers[0].InputWeights[row, column]' {
        $model.Layers | Should -HaveCount 1
        $model.Layers[0].InputWeights[0, 1] | Should -Be 0.6
        $model.Layers[0].RecurrentWeights[1, 0] | Should -Be 0.3
        $model.OutputWeights[1, 0] | Should -Be 2
    }

    It 'changes <Name> [<Row>, <Column>] by SetWeight, for the next run on' -ForEach @(
        @{ Name = 'Layers[0].InputWeights'; Row = 0; Column = 1; Read = { $model.Layers[0].InputWeights[0, 1] } }
        @{ Name = 'Layers[0].RecurrentWeights'; Row = 1; Column = 0; Read = { $model.Layers[0].RecurrentWeights[1, 0] } }
        @{ Name = 'Layers[0].Bias'; Row = 0; Column = 1; Read = { $model.Layers[0].Bias[1] } }
        @{ Name = 'OutputWeights'; Row = 1; Column = 0; Read = { $model.OutputWeights[1, 0] } }
        @{ Name = 'OutputBias'; Row = 0; Column = 0; Read = { $model.OutputBias[0] } }
        @{ Name = 'layers[0].bias'; Row = 0; Column = 0; Read = { $model.Layers[0].Bias[0] } }
    ) {
        $before = (1, 2 | Invoke-RnnForward $model)[1].Output
        $model.SetWeight($Name, $Row, $Column, 7.5)

        & $Read | Should -Be 7.5
        (1, 2 | Invoke-RnnForward $model)[1].Output | Should -Not -Be $before
    }

    It 'leaves a step from before as it was' {
        $step = 1 | Invoke-RnnForward $model
        $model.SetWeight('OutputBias', 0, 0, 100)

        Assert-Close 1.5612838815180548 $step.Output
    }

    It 'leaves the cell that the model was made of as it was' {
        $cell = New-RnnCell -InputSize 1 -HiddenSize 2 -Seed 1
        $before = $cell.InputWeights[0, 0]
        (New-RnnModel -Cell $cell -OutputSize 1).SetWeight('Layers[0].InputWeights', 0, 0, 5)

        $cell.InputWeights[0, 0] | Should -Be $before
    }
}

Describe 'New-RnnState' {
    It 'is zeros of the model''s size' {
        $state = New-RnnState (New-RnnModel -InputSize 1 -HiddenSize 3 -OutputSize 1)

        $state.Value.ToArray() | Should -Be 0, 0, 0
        $state.StepCount | Should -Be 0
    }

    It 'takes a cell as well as a model' {
        (New-RnnState -Cell (New-RnnCell -InputSize 1 -HiddenSize 3)).Value | Should -HaveCount 3
    }

    It 'starts from the numbers given' {
        (New-RnnState (New-RnnCell 1 2) -Value 0.5, -0.5).Value.ToArray() | Should -Be 0.5, -0.5
    }

    It 'counts the steps that it was taken through' {
        $cell = New-RnnCell -InputSize 1 -HiddenSize 2
        $state = New-RnnState $cell
        $null = 1..3 | Invoke-RnnForward $cell -State $state
        $null = 1..2 | Invoke-RnnForward $cell -State $state

        $state.StepCount | Should -Be 5
    }
}
