param([string] $ModulePath = (Join-Path $PSScriptRoot '../../module/RnnPS'))

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    Import-TestedModule $ModulePath

    # The states of steps, all numbers in their order.
    function Get-State($Steps) { foreach ($step in $Steps) { $step.State.ToArray() } }

    # A list of timesteps from its end.
    function Get-Reversed($List) {
        $copy = @($List)
        [array]::Reverse($copy)
        , $copy
    }

    $x = (0.5, -1), (1.5, 0.25), (-2, 1), (0.75, 3)
}

Describe 'New-RnnModel from sizes' {
    It 'makes a layer of each hidden size, from the input up, each with the input that the one below hands on' {
        $model = New-RnnModel -Kind Lstm -InputSize 3 -HiddenSize 32, 16, 8 -OutputSize 2 -Seed 1

        $model.Layers.InputSize | Should -Be 3, 32, 16
        $model.Layers.HiddenSize | Should -Be 32, 16, 8
        $model.Stack.Direction | Should -Be 'Forward', 'Forward', 'Forward'
        $model.OutputWeights.ToString() | Should -Be '8×2'
        $model.HiddenSize, $model.OutputSize | Should -Be 8, 2
        "$model" | Should -BeExactly 'Lstm 3→32→16→8→2'
    }

    It 'reads by the directions <Given>: <Expected>' -ForEach @(
        @{ Given = 'Forward'; Expected = 'Forward', 'Forward'; Cells = 2; Needs = $false }
        @{ Given = 'Reverse'; Expected = 'Reverse', 'Reverse'; Cells = 2; Needs = $true }
        @{ Given = 'Bidirectional'; Expected = 'Bidirectional', 'Bidirectional'; Cells = 4; Needs = $true }
        @{ Given = 'Bidirectional', 'Forward'; Expected = 'Bidirectional', 'Forward'; Cells = 3; Needs = $true }
        @{ Given = 'Forward', 'Reverse'; Expected = 'Forward', 'Reverse'; Cells = 2; Needs = $true }
    ) {
        $model = New-RnnModel 1 2, 3 1 -Direction $Given

        $model.Stack.Direction | Should -Be $Expected
        $model.Layers | Should -HaveCount $Cells
        $model.NeedsWholeSequence | Should -Be $Needs
    }

    It 'hands on <Size> numbers of a bidirectional layer of 3 units merged by <Merge>' -ForEach @(
        @{ Merge = 'Concat'; Size = 6 }
        @{ Merge = 'Sum'; Size = 3 }
        @{ Merge = 'Multiply'; Size = 3 }
        @{ Merge = 'Average'; Size = 3 }
    ) {
        $model = New-RnnModel -Kind Gru 2 3, 4 1 -Direction Bidirectional, Forward -Merge $Merge

        $model.Stack[0].Merge | Should -Be $Merge
        $model.Stack[1].Merge | Should -BeNullOrEmpty
        $model.Stack[0].OutputSize, $model.Layers[2].InputSize | Should -Be $Size, $Size
    }

    It 'takes a merge for each layer' {
        (New-RnnModel 1 2, 3 1 -Direction Bidirectional -Merge Sum, Concat).Stack.Merge | Should -Be 'Sum', 'Concat'
    }

    It 'merges by Concat where nothing is said' {
        (New-RnnModel 1 2 1 -Direction Bidirectional).Stack.Merge | Should -Be 'Concat'
    }

    It 'draws other numbers for each cell, the two directions of a layer too' {
        $model = New-RnnModel -Kind Gru 2 2, 2 1 -Direction Bidirectional -Merge Sum -Seed 1
        $first = foreach ($cell in $model.Layers) { $cell.InputWeights[0, 0] }

        $first | Sort-Object -Unique | Should -HaveCount 4
    }

    It 'is the same again from the same seed' {
        $make = { param($seed) New-RnnModel -Kind Lstm 2 3, 2 1 -Direction Bidirectional -Seed $seed }

        (& $make 7 | ConvertTo-Json -Depth 6) | Should -BeExactly (& $make 7 | ConvertTo-Json -Depth 6)
        (& $make 8 | ConvertTo-Json -Depth 6) | Should -Not -Be (& $make 7 | ConvertTo-Json -Depth 6)
    }

    It 'gives its cells the activation: -Activation Relu of <_>' -ForEach 'Elman', 'Lstm', 'Gru' {
        $model = New-RnnModel -Kind $_ 1 4 1 -Activation Relu -Seed 2
        $step = Invoke-RnnForward $model -Input 30 -Last

        # A candidate of tanh would stay below 1, and an Elman state, too.
        $reached = $_ -eq 'Elman' ? $step.State : $step.Candidate
        ($reached | Measure-Object -Maximum).Maximum | Should -BeGreaterThan 1
        ($reached | Measure-Object -Minimum).Minimum | Should -BeGreaterOrEqual 0
    }

    It 'counts its parameters: <Expected> of <Kind>, <Direction>' -ForEach @(
        @{ Kind = 'Elman'; Direction = 'Forward'; Expected = 8 * (3 + 8 + 1) + 4 * (8 + 4 + 1) + (4 * 2 + 2) }
        @{ Kind = 'Lstm'; Direction = 'Forward'; Expected = 4 * 8 * (3 + 8 + 1) + 4 * 4 * (8 + 4 + 1) + (4 * 2 + 2) }
        @{ Kind = 'Gru'; Direction = 'Forward'; Expected = 3 * 8 * (3 + 8 + 2) + 3 * 4 * (8 + 4 + 2) + (4 * 2 + 2) }
        @{ Kind = 'Lstm'; Direction = 'Bidirectional'; Expected = 2 * 4 * 8 * (3 + 8 + 1) + 2 * 4 * 4 * (16 + 4 + 1) + (8 * 2 + 2) }
    ) {
        (New-RnnModel -Kind $Kind 3 8, 4 2 -Direction $Direction).ParameterCount | Should -Be $Expected
    }
}

Describe 'New-RnnModel with dense layers' {
    It 'adds a layer of each size between the cells and the output, with one activation for all or one for each' {
        $model = New-RnnModel -Kind Lstm 3 8 2 -DenseSize 5, 4 -DenseActivation Elu, Tanh -Seed 1

        "$model" | Should -BeExactly 'Lstm 3→8→5→4→2'
        "$($model.DenseLayers)" | Should -BeExactly 'Dense 8→5 Elu Dense 5→4 Tanh'
        $model.OutputWeights.ToString() | Should -Be '4×2'
        (New-RnnModel 1 2 1 -DenseSize 3, 3 -DenseActivation Sigmoid).DenseLayers.Activation.Kind | Should -Be 'Sigmoid', 'Sigmoid'
        (New-RnnModel 1 2 1 -DenseSize 3).DenseLayers.Activation.Kind | Should -Be 'Relu'
        "$((New-RnnModel -Cell (New-RnnCell 1 2) -OutputSize 1 -DenseSize 3).DenseLayers)" | Should -BeExactly 'Dense 2→3 Relu'
    }

    It 'draws the cells and the output as without them, from the same seed' {
        $without = New-RnnModel -Kind Gru 2 3 1 -Seed 5
        $with = New-RnnModel -Kind Gru 2 3 1 -DenseSize 3 -Seed 5

        $with.Layers | ConvertTo-Json -Depth 4 | Should -BeExactly ($without.Layers | ConvertTo-Json -Depth 4)
        $with.OutputWeights | ConvertTo-Json | Should -BeExactly ($without.OutputWeights | ConvertTo-Json)
    }

    It 'draws other numbers for each layer: Glorot''s with a bias of zeros, or uniform in 1/√inputs' {
        $glorot = (New-RnnModel 1 4 4 -DenseSize 4, 4 -Seed 1).DenseLayers
        $bound = [Math]::Sqrt(6 / 8)
        $glorot.Bias | ForEach-Object { $_ } | Sort-Object -Unique | Should -Be 0
        ($glorot.Weights | ForEach-Object { $_ } | ForEach-Object { $_ } | Sort-Object -Unique).Count | Should -Be 32
        $glorot[0].Weights | ForEach-Object { $_ } | ForEach-Object { [Math]::Abs($_) | Should -BeLessOrEqual $bound }

        $uniform = (New-RnnModel 1 4 1 -DenseSize 9 -Initializer Uniform -Seed 1).DenseLayers[0]
        $all = @($uniform.Weights | ForEach-Object { $_ }) + @($uniform.Bias)
        ($all | Sort-Object -Unique).Count | Should -Be 45
        ($all | Measure-Object -Maximum).Maximum | Should -BeGreaterThan 0.4
        ($all | Measure-Object -Maximum).Maximum | Should -BeLessOrEqual 0.5
        ($all | Measure-Object -Minimum).Minimum | Should -BeGreaterOrEqual -0.5
    }

    It 'shows their vectors in a table, after the state' {
        $row = Invoke-RnnForward (New-RnnModel 1 1 1 -DenseSize 1 -Seed 1) -Input 1 | ConvertTo-RnnTable

        $row.PSObject.Properties.Name | Should -Be Sequence, Step, Input, PreActivation, State, Dense0PreActivation, Dense0Output, Output
    }
}

Describe 'New-RnnModel with an embedding' {
    It 'reads one token at each step: <Way>' -ForEach @(
        @{ Way = 'by names'; Make = { New-RnnModel -VocabularySize 50 -EmbeddingSize 8 -HiddenSize 16 -OutputSize 50 -Kind Lstm } }
        @{ Way = 'with the sizes by place'; Make = { New-RnnModel -VocabularySize 50 8 16 50 -Kind Lstm } }
        @{ Way = 'with an input size of 1'; Make = { New-RnnModel -InputSize 1 -VocabularySize 50 -EmbeddingSize 8 16 50 -Kind Lstm } }
    ) {
        $model = & $Make

        "$model" | Should -BeExactly 'Lstm 50 tokens→8→16→50'
        $model.EmbeddingWeights.ToString() | Should -Be '50×8'
        $model.InputSize, $model.Layers[0].InputSize | Should -Be 1, 8
        (0, 49 | Invoke-RnnForward $model).Input | Should -Be 0, 49
    }

    It 'draws the cells and the output as without it, from the same seed' {
        $without = New-RnnModel -Kind Gru 2 3 1 -Seed 5
        $with = New-RnnModel -Kind Gru -VocabularySize 9 2 3 1 -Seed 5

        $with.Layers | ConvertTo-Json -Depth 4 | Should -BeExactly ($without.Layers | ConvertTo-Json -Depth 4)
        $with.OutputWeights | ConvertTo-Json | Should -BeExactly ($without.OutputWeights | ConvertTo-Json)
    }

    It 'draws vectors as <Initializer>: Keras uniform in ±0.05, PyTorch standard normal' -ForEach @(
        @{ Initializer = 'Glorot'; Deviation = 0.05 / [Math]::Sqrt(3); Maximum = 0.05 }
        @{ Initializer = 'Uniform'; Deviation = 1; Maximum = 6 }
    ) {
        $vectors = (New-RnnModel -VocabularySize 500 4 2 1 -Initializer $Initializer -Seed 3).EmbeddingWeights | ForEach-Object { $_ } |
            Measure-Object -Maximum -Minimum -Average -StandardDeviation

        $vectors.Count | Should -Be 2000
        # 2000 numbers: within five standard errors.
        [Math]::Abs($vectors.Average) | Should -BeLessThan (5 * $Deviation / [Math]::Sqrt(2000))
        [Math]::Abs($vectors.StandardDeviation / $Deviation - 1) | Should -BeLessThan (5 / [Math]::Sqrt(4000))
        $vectors.Maximum, -$vectors.Minimum | ForEach-Object { $_ | Should -BeLessOrEqual $Maximum }
    }

    It 'changes a vector by its name' {
        $model = New-RnnModel -VocabularySize 3 2 2 1 -Seed 1
        $model.SetWeight('EmbeddingWeights', 2, 1, 0.25)

        $model.EmbeddingWeights[2, 1] | Should -Be 0.25
    }
}

Describe 'New-RnnModel from cells' {
    BeforeAll {
        $forward = New-RnnCell -Kind Lstm 2 3 -Seed 1
        $backward = New-RnnCell -Kind Gru 2 3 -Seed 2
    }

    It 'makes a bidirectional layer of a pair, the forward cell first' {
        $model = New-RnnModel -Cell ($forward, $backward), (New-RnnCell 6 4 -Seed 3) -OutputSize 1 -Seed 4

        $model.Stack.Direction | Should -Be 'Bidirectional', 'Forward'
        $model.Stack[0].Forward.Kind, $model.Stack[0].Reverse.Kind | Should -Be 'Lstm', 'Gru'
        $model.Layers.Kind | Should -Be 'Lstm', 'Gru', 'Elman'
        $model.Kind | Should -BeExactly 'Lstm+Gru+Elman'
        "$model" | Should -BeExactly 'Lstm+Gru+Elman 2→6→4→1'
    }

    It 'makes a model of one bidirectional layer alone: -Cell (, ($forward, $backward))' {
        $model = New-RnnModel -Cell (, ($forward, $backward)) -Merge Sum

        $model.Stack | Should -HaveCount 1
        $model.Stack[0].Direction | Should -Be 'Bidirectional'
        $model.OutputSize | Should -Be 3
    }

    It 'makes two forward layers of two cells, not a pair' {
        $model = New-RnnModel -Cell $forward, (New-RnnCell 3 2)

        $model.Stack.Direction | Should -Be 'Forward', 'Forward'
    }

    It 'reads by -Direction Reverse, and of each layer its own' {
        (New-RnnModel -Cell $forward -Direction Reverse).Stack.Direction | Should -Be 'Reverse'
        (New-RnnModel -Cell $forward, (New-RnnCell 3 2) -Direction Reverse, Forward).Stack.Direction | Should -Be 'Reverse', 'Forward'
        (New-RnnModel -Cell ($forward, $backward), (New-RnnCell 6 2) -Direction Bidirectional, Reverse).Stack.Direction |
            Should -Be 'Bidirectional', 'Reverse'
    }

    It 'takes the output layer''s weights for the merged states: [6 × 2] of 3 and 3 units' {
        $model = New-RnnModel -Cell (, ($forward, $backward)) -OutputWeight (1, 2), (1, 2), (1, 2), (1, 2), (1, 2), (1, 2) -OutputBias 0.5, -0.5
        $step = (Invoke-RnnForward $model -Input $x)[1]
        $sum = ($step.State | Measure-Object -Sum).Sum

        Assert-Close ($sum + 0.5), (2 * $sum - 0.5) $step.Output 1e-14
    }
}

Describe '-OutputActivation' {
    BeforeAll {
        $cell = New-RnnCell -Kind Lstm 2 3 -Seed 1
        $weights = @{ Cell = $cell; OutputWeight = (1, -2, 3), (0.5, 1, -1), (2, 0, 1); OutputBias = 0.1, 0.2, 0.3 }
        $raw = Invoke-RnnForward (New-RnnModel @weights) -Input $x
    }

    It 'Softmax is e^y over the sum of all, and adds to 1' {
        $steps = Invoke-RnnForward (New-RnnModel @weights -OutputActivation Softmax) -Input $x

        foreach ($t in 0..3) {
            $e = $raw[$t].Output | ForEach-Object { [Math]::Exp($_) }
            $total = ($e | Measure-Object -Sum).Sum
            Assert-Close ($e | ForEach-Object { $_ / $total }) $steps[$t].Output 1e-14
            Assert-Close 1 ($steps[$t].Output | Measure-Object -Sum).Sum 1e-15
        }
    }

    It 'Softmax of large numbers is finite' {
        $large = New-RnnModel -Cell (New-EchoModel) -OutputWeight 1000, 999 -OutputActivation Softmax
        $step = 1 | Invoke-RnnForward $large

        Assert-Close (1 / (1 + [Math]::Exp(-1))), (1 / (1 + [Math]::Exp(1))) $step.Output 1e-15
    }

    It 'Sigmoid is that of each output' {
        $steps = Invoke-RnnForward (New-RnnModel @weights -OutputActivation Sigmoid) -Input $x

        foreach ($t in 0..3) {
            Assert-Close ($raw[$t].Output | ForEach-Object { 1 / (1 + [Math]::Exp(-$_)) }) $steps[$t].Output 1e-14
        }
    }

    It 'is kept on the model, and is Identity where nothing is said' {
        (New-RnnModel @weights -OutputActivation Softmax).OutputActivation | Should -Be 'Softmax'
        (New-RnnModel @weights).OutputActivation | Should -Be 'Identity'
        (New-RnnModel 1 2 3 -OutputActivation Sigmoid).OutputActivation | Should -Be 'Sigmoid'
    }
}

Describe '-OutputStep Last' {
    It 'puts out the last step of each sequence alone, the same as of every step' {
        $weights = @{ Kind = 'Lstm'; InputSize = 2; HiddenSize = 3, 2; OutputSize = 2; Seed = 1 }
        $sequences = (New-RnnSequence -Input $x -Key a), (New-RnnSequence -Input $x[0..1] -Key b)
        $every = $sequences | Invoke-RnnForward (New-RnnModel @weights)
        $last = $sequences | Invoke-RnnForward (New-RnnModel @weights -OutputStep Last)

        $last.Sequence | Should -Be a, b
        $last.Step | Should -Be 3, 1
        $last[0].Output.ToArray() | Should -Be $every[3].Output.ToArray()
        $last[1].Output.ToArray() | Should -Be $every[5].Output.ToArray()
    }

    It 'of a bidirectional model takes the backward cell''s state after the first timestep, merged by <_>' -ForEach 'Concat', 'Sum', 'Multiply', 'Average' {
        $weights = @{ Kind = 'Gru'; InputSize = 2; HiddenSize = 2; OutputSize = 1; Direction = 'Bidirectional'; Merge = $_; Seed = 1 }
        $every = Invoke-RnnForward (New-RnnModel @weights) -Input $x
        $last = Invoke-RnnForward (New-RnnModel @weights -OutputStep Last) -Input $x
        $f = $every[3].Layers[0].State.ToArray()
        $b = $every[0].Layers[1].State.ToArray()
        $expected = switch ($_) {
            Concat { $f + $b }
            Sum { 0, 1 | ForEach-Object { $f[$_] + $b[$_] } }
            Multiply { 0, 1 | ForEach-Object { $f[$_] * $b[$_] } }
            Average { 0, 1 | ForEach-Object { ($f[$_] + $b[$_]) / 2 } }
        }

        @($last) | Should -HaveCount 1
        $last.Step | Should -Be 3
        Assert-Close $expected $last.FinalState 1e-15
        Assert-Close $every[3].State $last.State 0
        Assert-Close $every[3].Layers[1].State $last.Layers[1].State 0
        $last.Output | Should -Not -Be $every[3].Output
    }
}

Describe 'A bidirectional layer of <Kind>' -ForEach @(
    @{ Kind = 'Elman' }
    @{ Kind = 'Lstm' }
    @{ Kind = 'Gru' }
) {
    BeforeAll {
        $forward = New-RnnCell -Kind $Kind 2 3 -Seed 1
        $backward = New-RnnCell -Kind $Kind 2 3 -Seed 2
        $f = Invoke-RnnForward $forward -Input $x
        $b = Get-Reversed (Invoke-RnnForward $backward -Input (Get-Reversed $x))
    }

    It 'has the numbers of its two cells run on the input and on the reversed input, merged by <_>' -ForEach 'Concat', 'Sum', 'Multiply', 'Average' {
        $merge = $_
        $steps = Invoke-RnnForward (New-RnnModel -Cell (, ($forward, $backward)) -Merge $merge) -Input $x

        foreach ($t in 0..3) {
            $one = $f[$t].State.ToArray()
            $two = $b[$t].State.ToArray()
            $expected = switch ($merge) {
                Concat { $one + $two }
                Sum { 0..2 | ForEach-Object { $one[$_] + $two[$_] } }
                Multiply { 0..2 | ForEach-Object { $one[$_] * $two[$_] } }
                Average { 0..2 | ForEach-Object { ($one[$_] + $two[$_]) / 2 } }
            }

            Assert-Close $expected $steps[$t].State
            $steps[$t].Layers[0].State.ToArray() | Should -Be $one
            $steps[$t].Layers[1].State.ToArray() | Should -Be $two
        }
    }

    It 'has the same of a file''s sequence, on the pipeline and in a batch, with all digits' {
        $model = New-RnnModel -Cell (, ($forward, $backward))
        $steps = Invoke-RnnForward $model -Input $x

        Get-State ($x | Invoke-RnnForward $model) | Should -Be (Get-State $steps)
        Get-State (New-RnnSequence -Input $x | Invoke-RnnForward $model -Batch) | Should -Be (Get-State $steps)
    }

    It 'shows every gate of both cells' {
        $layers = (Invoke-RnnForward (New-RnnModel -Cell (, ($forward, $backward))) -Input $x)[1].Layers
        $names = ($f[1] | Get-Member -MemberType Property).Name | Where-Object { $_ -notin 'Sequence', 'Step', 'Input', 'Output', 'Prediction', 'Source' }

        foreach ($name in $names) {
            $layers[0].$name.ToArray() | Should -Be $f[1].$name.ToArray() -Because $name
            $layers[1].$name.ToArray() | Should -Be $b[1].$name.ToArray() -Because $name
        }
    }

    It 'in reverse alone has the numbers of the reversed input' {
        $steps = Invoke-RnnForward (New-RnnModel -Cell $backward -Direction Reverse) -Input $x

        $steps.Step | Should -Be 0, 1, 2, 3
        $steps[0].GetType().Name | Should -Be "${Kind}Step"
        Get-State $steps | Should -Be (Get-State $b)
    }
}

Describe 'A stack' {
    It 'has the numbers of its layers run one after the other: <Name>' -ForEach @(
        @{ Name = 'Lstm on Lstm'; Kinds = 'Lstm', 'Lstm' }
        @{ Name = 'Gru on Elman'; Kinds = 'Elman', 'Gru' }
        @{ Name = 'Elman on Gru on Lstm'; Kinds = 'Lstm', 'Gru', 'Elman' }
    ) {
        $size = 2
        $cells = foreach ($kind in $Kinds) {
            New-RnnCell -Kind $kind $size ($size + 1) -Seed $size
            $size++
        }
        $fed = $x
        $apart = foreach ($cell in $cells) {
            $steps = Invoke-RnnForward $cell -Input $fed
            $fed = $steps | ForEach-Object { , $_.State.ToArray() }
            , $steps
        }
        $together = Invoke-RnnForward (New-RnnModel -Cell $cells) -Input $x

        Get-State $together | Should -Be (Get-State $apart[-1])
        for ($i = 0; $i -lt $cells.Count; $i++) {
            Get-State ($together | ForEach-Object { $_.Layers[$i] }) | Should -Be (Get-State $apart[$i])
            $together[2].Layers[$i].PreActivation.ToArray() | Should -Be $apart[$i][2].PreActivation.ToArray()
        }
    }

    It 'of a bidirectional layer below a reverse one has the numbers of both run one after the other' {
        $below = New-RnnModel -Cell (, ((New-RnnCell -Kind Lstm 2 2 -Seed 1), (New-RnnCell -Kind Gru 2 2 -Seed 2))) -Merge Average
        $above = New-RnnCell -Kind Gru 2 3 -Seed 3
        $handed = Invoke-RnnForward $below -Input $x | ForEach-Object { , $_.State.ToArray() }
        $expected = Invoke-RnnForward (New-RnnModel -Cell $above -Direction Reverse) -Input $handed
        $model = New-RnnModel -Cell ($below.Layers[0], $below.Layers[1]), $above -Direction Bidirectional, Reverse -Merge Average

        Get-State (Invoke-RnnForward $model -Input $x) | Should -Be (Get-State $expected)
    }
}

Describe 'The steps of <Kind> and their properties' -ForEach @(
    @{ Kind = 'Elman'; Own = @('PreActivation') }
    @{ Kind = 'Lstm'; Own = 'PreActivation', 'InputGate', 'ForgetGate', 'Candidate', 'OutputGate', 'CellState' }
    @{ Kind = 'Gru'; Own = 'PreActivation', 'UpdateGate', 'ResetGate', 'Candidate' }
) {
    BeforeAll {
        $names = @('Sequence', 'Step', 'Input') + $Own + 'State', 'Output', 'Prediction', 'Source'
        $step = Invoke-RnnForward (New-RnnModel -Kind $Kind 1 2 1 -Seed 1) -Input 1
        $stack = Invoke-RnnForward (New-RnnModel -Kind $Kind 1 2, 3 1 -Seed 1) -Input 1
    }

    It 'are of a type of their own, with the gates and no others' {
        $step.GetType().FullName | Should -BeExactly "RnnPS.${Kind}Step"
        ($step | Get-Member -MemberType Property).Name | Should -Be ($names | Sort-Object)
    }

    It 'have Sequence, Step and Input first in JSON, in CSV and in Format-List *' {
        ($step | ConvertTo-Json | ConvertFrom-Json).psobject.Properties.Name | Should -Be $names
        ($step | ConvertTo-Csv)[0] -replace '"' -split ',' | Should -Be $names
        ($step | Format-List * | Get-ScreenText 200) -match '^\w+ +:' -replace ' *:.*' | Should -Be $names
    }

    It 'in a stack tell their layer and direction first' {
        $layer = $stack.Layers[1]

        $layer.GetType().FullName | Should -BeExactly "RnnPS.${Kind}LayerStep"
        $layer.Layer | Should -Be 1
        $layer.Direction | Should -Be 'Forward'
        # What would repeat the state and the source of the whole step is left out.
        $own = @('Layer', 'Direction') + $names.Where({ $_ -notin 'Output', 'Prediction', 'Source' })
        ($layer | ConvertTo-Json | ConvertFrom-Json).psobject.Properties.Name | Should -Be $own
        ($layer | ConvertTo-Csv)[0] -replace '"' -split ',' | Should -Be $own
        ($stack | ConvertTo-Json -Depth 5 | ConvertFrom-Json).Layers[1].psobject.Properties.Name | Should -Be $own
    }

    It 'of the stack have Layers after Input' {
        $expected = 'Sequence', 'Step', 'Input', 'Layers', 'State', 'Output', 'Prediction', 'Source'

        $stack.GetType().FullName | Should -BeExactly 'RnnPS.StackStep'
        ($stack | ConvertTo-Json -Depth 5 | ConvertFrom-Json).psobject.Properties.Name | Should -Be $expected
        ($stack | ConvertTo-Csv)[0] -replace '"' -split ',' | Should -Be $expected
    }

    It 'of the stack come back from JSON -Depth 5 with every gate and all digits' {
        $back = $stack | ConvertTo-Json -Depth 5 -WarningVariable truncated | ConvertFrom-Json

        $truncated | Should -BeNullOrEmpty
        foreach ($i in 0, 1) {
            foreach ($name in $Own + 'State') { $back.Layers[$i].$name | Should -Be $stack.Layers[$i].$name.ToArray() }
        }
    }

    It 'of the stack are readable in a plain Export-Csv, without names of types' {
        $row = $stack | ConvertTo-Csv | ConvertFrom-Csv

        $row.Layers | Should -BeExactly "2 × $Kind"
        ($stack | ConvertTo-Csv) -join "`n" | Should -Not -Match 'System\.|RnnPS\.|ReadOnly'
    }
}

Describe 'The Layers of a step' {
    BeforeAll {
        $model = New-RnnModel -Kind Lstm 1 2, 3, 4 1 -Direction Bidirectional -Seed 1
        $steps = Invoke-RnnForward $model -Input 1, 2, 3
    }

    It 'are six of a model of three bidirectional layers, in the places of the model''s Layers' {
        $steps[0].Layers | Should -HaveCount 6
        $steps[0].Layers.Layer | Should -Be 0, 0, 1, 1, 2, 2
        $steps[0].Layers.Direction | Should -Be Forward, Reverse, Forward, Reverse, Forward, Reverse
        $steps[0].Layers.ForEach({ $_.State.Count }) | Should -Be $model.Layers.HiddenSize
    }

    It 'are indexed from either end, by several indices, and counted' {
        $layers = $steps[1].Layers

        $layers[1].Direction | Should -Be 'Reverse'
        $layers[-1].Layer | Should -Be 2
        $layers[2..3].Layer | Should -Be 1, 1
        $layers.Count | Should -Be 6
    }

    It 'have the input that came in to their layer' {
        $steps[1].Layers[0].Input | Should -Be 2
        $steps[1].Layers[2].Input.ToArray() | Should -Be ($steps[1].Layers[0].State.ToArray() + $steps[1].Layers[1].State.ToArray())
    }

    It 'carry the sequence and the number of their step' {
        $step = 'day,x', 'Monday,1' | ConvertFrom-Csv | Invoke-RnnForward (New-RnnModel 1 2, 2 1) -Property x -GroupBy day

        $step.Layers.Sequence | Should -Be Monday, Monday
        $step.Layers.Step | Should -Be 0, 0
    }

    It 'are filtered and flattened: $steps.Layers | Where-Object Layer -eq 1 | ConvertTo-RnnTable' {
        $rows = $steps.Layers | Where-Object Layer -eq 1 | ConvertTo-RnnTable

        $rows.Step | Should -Be 0, 0, 1, 1, 2, 2
        $rows.Layer | Should -Be 1, 1, 1, 1, 1, 1
        $rows.Direction | Should -Be Forward, Reverse, Forward, Reverse, Forward, Reverse
        $rows[3].ForgetGate2 | Should -Be $steps[1].Layers[3].ForgetGate[2]
    }
}

Describe 'Which model it is' {
    It 'is told by the summary: <Name>' -ForEach @(
        @{ Name = 'a mixture'; Make = { New-RnnModel -Cell ((New-RnnCell -Kind Lstm 1 2 -Seed 1), (New-RnnCell -Kind Gru 1 3 -Seed 1)), (New-RnnCell 5 2 -Seed 1) }; Expected = @(
                'Lstm\+Gru\+Elman 1→5→2'
                '0 +Lstm\+Gru +Bidirectional \(Concat\) +1 +2\+3 +5 +{0}' -f (4 * 2 * (1 + 2 + 1) + 3 * 3 * (1 + 3 + 2))
                '1 +Elman +Forward +5 +2 +2 +16'
                '^102 parameters') }
        @{ Name = 'a classifier'; Make = { New-RnnModel -Kind Gru 2 8 3 -Direction Bidirectional -Merge Sum -OutputActivation Softmax -OutputStep Last -Seed 7 }; Expected = @(
                'Gru 2→8→3'
                '0 +Gru +Bidirectional \(Sum\) +2 +8\+8 +8 +{0}' -f (2 * 3 * 8 * (2 + 8 + 2))
                'output +Softmax +at the last step +8 +3 +27'
                '^603 parameters, drawn from seed 7$') }
        @{ Name = 'one unit'; Make = { New-RnnCell -InputWeight 1 -RecurrentWeight 1 | ForEach-Object { New-RnnModel -Cell $_ } }; Expected = @(
                'Elman 1→1'
                '0 +Elman +Forward +1 +1 +1 +2'
                '^2 parameters$') }
    ) {
        $text = @((& $Make).ToSummary() -split "`n" | Where-Object { $_ })

        foreach ($line in $Expected) { @($text -match $line) | Should -HaveCount 1 -Because "'$line' should be a line of it: $($text -join '|')" }
        # No other sum than that of the rows.
        (($text -cmatch '^(\d+|output) +[A-Z]' -replace '.* ') | Measure-Object -Sum).Sum | Should -Be ([int] ($text[-1] -replace ' .*'))
    }
}
