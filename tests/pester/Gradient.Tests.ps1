param([string] $ModulePath = (Join-Path $PSScriptRoot '../../module/RnnPS'))

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    Import-TestedModule $ModulePath
    Copy-Data $TestDrive
    $example = [RnnPS.RnnModel]::StartingExample()
    $inputs = 1, 2, 1, 2, 1
    $targets = 1.5, 2.7, 1.5, 2.7, 1.5

    # PyTorch, float64: the norms of h.grad of the starting example.
    $whole = 0.4021626621487847, 1.0406392326244844, 4.088022264970902, 1.4076322611672818, 4.04294002731622
    $last = 0.002289419972292372, 0.01859852944931457, 0.08344190322065093, 0.8873773334678163, 4.04294002731622
}

Describe 'Measure-RnnGradient' {
    It 'gives the norms that PyTorch gives: <_>' -ForEach @(
        { Measure-RnnGradient $example -Input $inputs -Target $targets }
        { $inputs | Measure-RnnGradient $example -Target $targets }
        { New-RnnSequence -Input $inputs | Measure-RnnGradient $example -Target $targets }
        { 0..4 | ForEach-Object { @{ x = $inputs[$_]; y = $targets[$_] } } | Measure-RnnGradient $example -Property x -TargetProperty y }
        { $rows = @(@{ x = 1; y = 0 }) + (0..4 | ForEach-Object { @{ x = $inputs[$_ + 1] ?? 0; y = $targets[$_] } })
            $rows | Measure-RnnGradient $example -Property x -TargetProperty y -Lead 1 }
    ) {
        $gradient = & $_

        $gradient | Should -BeOfType [RnnPS.RnnGradient]
        $gradient.Steps.Step | Should -Be 0, 1, 2, 3, 4
        Assert-Close $whole $gradient.Steps.Norm 1e-12
        Assert-Close $last $gradient.Steps.FromEnd 1e-12
        Assert-Close 1.6174566725869473 $gradient.Loss 1e-12
    }

    It 'says in words what becomes of them, by which factor a step, with the measures of the recurrent weights' {
        $gradient = Measure-RnnGradient $example -Input $inputs -Target $targets

        $gradient.Trend | Should -Be Vanishes
        $gradient.Verdict | Should -Be 'vanishes: after 3 steps 1 % of the gradient is left'
        # The slope of a straight line through ln(FromEnd), by hand.
        $y = $last.ForEach({ [Math]::Log($_) })
        Assert-Close ([Math]::Exp((2 * $y[0] + $y[1] - $y[3] - 2 * $y[4]) / 10)) $gradient.Factor 1e-12
        # The eigenvalues of [[0.1 0.2] [0.3 0.4]] are (0.5 ± √0.33)/2, and its singular values √((0.3 ± √0.0884)/2 ...).
        Assert-Close ((0.5 + [Math]::Sqrt(0.33)) / 2) $gradient.SpectralRadius 1e-12
        Assert-Close ([Math]::Sqrt((0.3 + [Math]::Sqrt(0.09 - 4 * 0.0004)) / 2)) $gradient.LargestSingularValue 1e-12
    }

    It 'takes the last step''s loss alone with -Last, against one target for the sequence' {
        $gradient = Measure-RnnGradient $example -Input $inputs -Target 1.5 -Last

        Assert-Close $last $gradient.Steps.Norm 1e-12
        Assert-Close 0.817268203223784 $gradient.Loss 1e-12
    }

    It 'emits the steps with -PerStep, and nothing else' {
        $steps = Measure-RnnGradient $example -Input $inputs -Target $targets -PerStep

        $steps | Should -HaveCount 5
        $steps | Should -BeOfType [RnnPS.RnnGradientStep]
        Assert-Close $whole $steps.Norm 1e-12
    }

    It '<What>' -ForEach @(
        @{ What = 'vanishes below 1'; Weight = 0.5; Trend = 'Vanishes'; Verdict = 'vanishes: after 7 steps 1 % of the gradient is left' }
        @{ What = 'holds at 1'; Weight = 1; Trend = 'Holds'; Verdict = 'holds: after 100 steps 100 % of the gradient is left' }
        @{ What = 'explodes above 1'; Weight = 1.5; Trend = 'Explodes'; Verdict = 'explodes: after 12 steps it is 100 times as large' }
    ) {
        $cell = New-RnnCell -InputWeight 1 -RecurrentWeight $Weight -Activation Identity
        $gradient = Measure-RnnGradient $cell -Input (1..10) -Target (2..11)

        Assert-Close $Weight $gradient.Factor 1e-12
        $gradient.Trend | Should -Be $Trend
        $gradient.Verdict | Should -Be $Verdict
        $gradient.SpectralRadius | Should -Be $Weight
    }

    It 'gives one for each layer and direction, and the measures of each gate' {
        $model = New-RnnModel -Kind Lstm 1 4, 3 1 -Direction Bidirectional, Forward -Seed 1
        $gradients = Measure-RnnGradient $model -Input (1..6) -Target (1..6)

        $gradients.Layer | Should -Be 0, 0, 1
        $gradients.Direction | Should -Be Forward, Reverse, Forward
        $gradients[0].Recurrent.Gate | Should -Be InputGate, ForgetGate, Candidate, OutputGate
        $gradients[0].SpectralRadius | Should -Be $gradients[0].Recurrent[2].SpectralRadius
        # A cell that reads backward sees the first step's loss last.
        $gradients[1].Steps[0].FromEnd | Should -BeGreaterThan $gradients[1].Steps[5].FromEnd
        $gradients[2].Steps[5].FromEnd | Should -BeGreaterThan $gradients[2].Steps[0].FromEnd
    }

    It 'gives one for each sequence' {
        $gradients = (New-RnnSequence -Input @{ x = 1; y = 2 }, @{ x = 2; y = 3 } -Property x, y -Key a),
            (New-RnnSequence -Input @{ x = 1; y = 2 }, @{ x = 2; y = 3 } -Property x, y -Key b) |
            Measure-RnnGradient $example -Property x -TargetProperty y

        $gradients.Sequence | Should -Be a, b
        (Import-Csv (Join-Path $TestDrive macrodata.csv) | Measure-RnnGradient $example -Property unemp -GroupBy year | Select-Object -First 3).Sequence |
            Should -Be 1959, 1960, 1961
    }

    It 'knows what a model was trained on: properties, lead, loss and scaling' {
        $sunspots = Import-Csv (Join-Path $TestDrive sunspots.csv)
        $model = New-RnnModel -Kind Gru 1 4 1 -Seed 1
        $null = $sunspots | Optimize-RnnModel $model -Property SUNACTIVITY -Epoch 3 -Loss MeanAbsoluteError
        $gradient = $sunspots | Measure-RnnGradient $model

        $gradient.Steps | Should -HaveCount 308
        $loss = $sunspots | Invoke-RnnForward $model -Property SUNACTIVITY | Select-Object -SkipLast 1 |
            Measure-RnnLoss -Target ($sunspots.SUNACTIVITY | Select-Object -Skip 1) -Loss MeanAbsoluteError
        Assert-Close $loss.Total $gradient.Loss 1e-9
    }

    It 'shows why a plain cell fails on long sequences where an LSTM does not' {
        # The adding problem of Hochreiter and Schmidhuber: two marked numbers of 100 are to be added at the end.
        $random = [Random]::new(1)
        $rows = 0..99 | ForEach-Object { , ($random.NextDouble(), [int] ($_ -in 10, 60)) }
        $plain = New-RnnModel 2 32 1 -OutputStep Last -Seed 1
        $lstm = New-RnnModel -Kind Lstm 2 32 1 -OutputStep Last -Seed 1
        foreach ($unit in 0..31) { $lstm.SetWeight('Layers[0].Bias', 0, 32 + $unit, 5) }

        $vanishing = Measure-RnnGradient $plain -Input $rows -Target 1
        $kept = Measure-RnnGradient $lstm -Input $rows -Target 1

        $vanishing.Trend | Should -Be Vanishes
        $vanishing.Factor | Should -BeLessThan $kept.Factor
        $kept.Trend | Should -Be Holds
    }

    It 'says in its verdict that a network was not trained, until it is' {
        $sunspots = Import-Csv (Join-Path $TestDrive sunspots.csv) | Select-Object -First 60
        $models = 'Elman', 'Lstm', 'Gru' | ForEach-Object { New-RnnModel -Kind $_ 1 4 1 -Seed 1 }
        $fresh = $models | ForEach-Object { $sunspots | Measure-RnnGradient $_ -Property SUNACTIVITY }

        $fresh.IsUntrained | Should -Be $true, $true, $true
        $fresh.Verdict | Should -BeLike 'untrained: after * of the gradient is left'

        $trained = $models | ForEach-Object {
            $null = $sunspots | Optimize-RnnModel $_ -Property SUNACTIVITY -Epoch 1
            $sunspots | Measure-RnnGradient $_
        }
        $trained.IsUntrained | Should -Be $false, $false, $false
        $trained.Verdict | Should -Not -BeLike 'untrained*'
        # Weights that were given are not drawn.
        (Measure-RnnGradient $example -Input $inputs -Target $targets).IsUntrained | Should -BeFalse
    }

    It 'gives no verdict on two timesteps' {
        $gradient = Measure-RnnGradient $example -Input 1, 2 -Target 1.5, 2.7

        $gradient.Verdict | Should -Be 'no verdict: it takes 3 timesteps or more'
        $gradient.Trend | Should -Be Unknown
        [double]::IsNaN($gradient.Factor) | Should -BeTrue
    }

    It 'judges an LSTM by its cell state' {
        $gradient = Measure-RnnGradient (New-RnnModel -Kind Lstm 1 4 1 -Seed 1) -Input (1..10) -Target (1..10)
        $states = Get-RnnGradient (New-RnnModel -Kind Lstm 1 4 1 -Seed 1) -Input (1..10) -Target 10 -Last -Of State

        Assert-Close $states.CellStateNorm $gradient.Steps.CellStateFromEnd 1e-12
        Assert-Close $states.Norm $gradient.Steps.FromEnd 1e-12
    }

    It 'reports a sequence that it can''t measure, and goes on' {
        $outcome = Get-Outcome {
            (New-RnnSequence -Input @{ x = 1; y = 2 }, @{ x = ''; y = 3 } -Property x, y -Key gap),
            (New-RnnSequence -Input @{ x = 1; y = 2 }, @{ x = 2; y = 3 } -Property x, y -Key good) |
                Measure-RnnGradient $example -Property x -TargetProperty y
        }

        $outcome.Terminated | Should -BeFalse
        $outcome.Output.Sequence | Should -Be good
        $outcome.Errors | Get-ErrorId | Should -Be RnnMissingValue
        $outcome.Errors[0].Exception.Message | Should -BeLike '*Step 1 of sequence gap*-MissingValue*'
    }
}

Describe 'Test-RnnGradient' {
    It 'passes every group of parameters of <Name>' -ForEach @(
        @{ Name = 'an Elman stack'; Model = { New-RnnModel 1 4, 3 1 -Seed 1 } }
        @{ Name = 'a bidirectional LSTM'; Model = { New-RnnModel -Kind Lstm 1 4 1 -Direction Bidirectional -Seed 1 } }
        @{ Name = 'a GRU'; Model = { New-RnnModel -Kind Gru 1 4 1 -Seed 1 } }
        @{ Name = 'a reverse GRU with the reset before'; Model = { New-RnnModel -Cell (New-RnnCell -Kind Gru 1 4 -ResetBefore -Seed 1) -OutputSize 1 -Direction Reverse -Seed 1 } }
        @{ Name = 'a classifier'; Model = { New-RnnModel 1 4 3 -OutputActivation Softmax -OutputStep Last -Seed 1 }; With = @{ Target = 2; Loss = 'SoftmaxCrossEntropy' } }
        @{ Name = 'quantiles'; Model = { New-RnnModel 1 4 3 -Seed 1 }; With = @{ Target = 1, 2, 3, 4, 5, 6; Quantile = 0.1, 0.5, 0.9 } }
    ) {
        $model = & $Model
        $with = $With ?? @{ Target = 0.5, -1, 1, 0.25, 0, 2 }
        $tests = Test-RnnGradient $model -Input 0.1, 0.7, -0.4, 1.2, -2, 0.3 @with

        $tests | Should -BeOfType [RnnPS.RnnGradientTest]
        ($tests | Measure-Object Parameters -Sum).Sum | Should -Be $model.ParameterCount
        $tests.Where({ -not $_.Passed }) | Should -BeNullOrEmpty
        ($tests | Measure-Object MaxRelativeError -Maximum).Maximum | Should -BeLessThan 1e-6
    }

    It 'says what backpropagation and differences give, and where' {
        $test = Test-RnnGradient $example -Input 1, 2 -Target 1.5, 2.7 | Where-Object Name -eq OutputBias

        # 2·(1.5612838815180548 − 1.5) + 2·(2.727071008233731 − 2.7)
        Assert-Close 0.1767097795035716 $test.Analytic 1e-12
        Assert-Close $test.Analytic $test.Numeric 1e-9
        $test.Size | Should -Be '1×1'
        $test.Where | Should -Be '[0, 0]'
        $test.Checked | Should -Be 1
    }

    It 'fails what is beyond the tolerance' {
        $tests = Test-RnnGradient $example -Input 1, 2 -Target 1.5, 2.7 -Tolerance 0

        $tests.Passed | Should -Not -Contain $true
    }

    It 'draws the elements of a large group by the seed' {
        $model = New-RnnModel 1 20 1 -Seed 1
        $tests = Test-RnnGradient $model -Input 1, 2 -Target 1, 2 -SampleCount 5

        $tests.Checked | Should -Be 5, 5, 5, 5, 1
    }
}

Describe 'A parameter of gradients that is bad: <Script>' -ForEach @(
    @{ Script = { Measure-RnnGradient $example -Input 1, 2 -Target 1 }; Id = 'RnnTargetLength'; Value = '2 timesteps', '1 target'; Remedy = 'one target for each timestep' }
    @{ Script = { Measure-RnnGradient $example -Input 1, 2 -Target 1, 2 -Last }; Id = 'RnnTargetLength'; Value = '1 sequence', '2 targets'; Remedy = 'one target for each' }
    @{ Script = { Measure-RnnGradient $example -Input 1, 2 -Target 1, 2 -TargetProperty y }; Id = 'RnnParameters'; Value = '-Target', '-TargetProperty'; Remedy = 'leave one of the two out' }
    @{ Script = { Measure-RnnGradient $example -Input 1, 2 -Target 1, 2 -Lead 1 }; Id = 'RnnParameters'; Value = '-Target', '-Lead'; Remedy = 'leave -Lead out' }
    @{ Script = { Measure-RnnGradient $example -Input 1, 2 -Target 1, 2 -Loss SoftmaxCrossEntropy }; Id = 'RnnLoss'; Value = '1 output'; Remedy = 'BinaryCrossEntropy' }
    @{ Script = { Measure-RnnGradient $example -Input 1, 2 -Target 1, 2 -Loss Poisson -Delta 3 }; Id = 'RnnParameters'; Value = '-Delta', 'Huber'; Remedy = 'leave -Delta out' }
    @{ Script = { Test-RnnGradient $example -Input 1, 2 -Target 1, -2 -Loss Poisson }; Id = 'RnnTarget'; Value = 'step 1', '[-2]'; Remedy = 'count' }
    @{ Script = { Test-RnnGradient $example -Input 1, 2 -Target 1, 2 -SampleCount 0 }; Id = 'ParameterArgumentValidationError'; Value = 'SampleCount', '0'; Remedy = 'greater than or equal to 1' }
    @{ Script = { Test-RnnGradient $example -Input 1, 2 -Target 1, 2 -Tolerance -1 }; Id = 'ParameterArgumentValidationError'; Value = 'Tolerance', '-1'; Remedy = 'greater than or equal to 0' }
    @{ Script = { Test-RnnGradient 5 -Input 1 -Target 1 }; Id = 'ParameterArgumentTransformationError'; Value = '5 is not a model'; Remedy = 'did you mean -Input 5' }
) {
    It 'ends the run before anything comes out' {
        $outcome = Get-Outcome $Script

        $outcome.Terminated | Should -BeTrue
        $outcome.Output | Should -BeNullOrEmpty
        $outcome.Errors | Get-ErrorId | Should -Be $Id
        foreach ($part in $Value) { $outcome.Errors[0].Exception.Message | Should -BeLike "*$([WildcardPattern]::Escape($part))*" }
        $outcome.Errors[0].Exception.Message | Should -Match $Remedy
    }
}
