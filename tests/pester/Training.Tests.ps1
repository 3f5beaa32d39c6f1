param([string] $ModulePath = (Join-Path $PSScriptRoot '../../module/RnnPS'))

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    Import-TestedModule $ModulePath
    Copy-Data $TestDrive
    Push-Location $TestDrive
    $sunspots = Import-Csv sunspots.csv

    function New-Model([string] $Kind = 'Gru', [int] $Inputs = 1, [int] $Outputs = 1, [hashtable] $More = @{}) {
        New-RnnModel -Kind $Kind $Inputs 4 $Outputs -Seed 1 @More
    }

    # All weights as one text, to compare to the last bit.
    function Get-Weight($Model) {
        ($Model.Layers | ForEach-Object { $_.InputWeights, $_.RecurrentWeights, $_.Bias, $_.RecurrentBias }) + $Model.OutputWeights + $Model.OutputBias |
            ConvertTo-Json -Depth 4 -Compress
    }
}

AfterAll {
    Pop-Location
}

Describe 'Optimize-RnnModel' {
    It 'makes a forecaster of the next row of a column, with nothing else said' {
        $model = New-Model
        $epochs = $sunspots | Optimize-RnnModel $model -Property SUNACTIVITY

        $epochs | Should -HaveCount 100
        $epochs[0] | Should -BeOfType [RnnPS.RnnEpoch]
        $epochs.Epoch | Should -Be (1..100)
        $epochs[-1].Loss | Should -BeLessThan ($epochs[0].Loss / 4)
        $model.Training.Lead | Should -Be 1
        $model.Training.InputNames | Should -Be SUNACTIVITY
        $model.InputScaler.Kind | Should -Be Standard
        # Raw numbers come out: repeating the last year has a mean squared error of 616.
        $steps = $sunspots | Invoke-RnnForward $model -Property SUNACTIVITY
        $squares = foreach ($i in 0..($steps.Count - 2)) { [Math]::Pow($steps[$i].Output - $steps[$i + 1].Input, 2) }
        ($squares | Measure-Object -Average).Average | Should -BeLessThan 400
    }

    It 'is also Train-RnnModel' {
        (Get-Alias Train-RnnModel).Definition | Should -Be Optimize-RnnModel
    }

    It 'emits each epoch as it ends, when the model has its weights already' {
        $model = New-Model
        $before = Get-Weight $model
        $first = $sunspots | Optimize-RnnModel $model -Property SUNACTIVITY -Epoch 1000000 | Select-Object -First 1

        $first.Epoch | Should -Be 1
        Get-Weight $model | Should -Not -Be $before
    }

    It 'takes <What> alike' -ForEach @(
        @{ What = 'numbers'; Script = { $numbers | Optimize-RnnModel $args[0] -Epoch 3 } }
        @{ What = 'a parameter'; Script = { Optimize-RnnModel $args[0] -Input $numbers -Epoch 3 } }
        @{ What = 'a sequence'; Script = { $numbers | New-RnnSequence | Optimize-RnnModel $args[0] -Epoch 3 } }
        @{ What = 'a file''s sequence'; Script = { Import-RnnSequence sunspots.csv SUNACTIVITY | Optimize-RnnModel $args[0] -Epoch 3 } }
        @{ What = 'targets apart'; Script = { Optimize-RnnModel $args[0] -Input $numbers[0..307] -Target $numbers[1..308] -Epoch 3 -Scaling None }; More = @{ Scaling = 'None' } }
        @{ What = 'a group of rows'; Script = { $sunspots | Select-Object *, @{ n = 'g'; e = { 'a' } } | Optimize-RnnModel $args[0] -Property SUNACTIVITY -GroupBy g -Epoch 3 } }
    ) {
        if (-not $More) { $More = @{} }
        $numbers = [double[]] $sunspots.SUNACTIVITY
        $rows = New-Model
        $null = $sunspots | Optimize-RnnModel $rows -Property SUNACTIVITY -Epoch 3 @More
        $model = New-Model
        $null = & $Script $model

        Get-Weight $model | Should -Be (Get-Weight $rows)
    }

    It 'takes targets of the same row where they are other columns' {
        $model = New-Model -Inputs 2
        $null = Import-Csv macrodata.csv | Optimize-RnnModel $model -Property unemp, infl -TargetProperty realgdp -Epoch 2

        $model.Training.Lead | Should -Be 0
        $model.Training.TargetNames | Should -Be realgdp
    }

    It 'takes features of a sequence by their names' {
        $rows = New-Model -Inputs 2
        $null = Import-Csv macrodata.csv | Optimize-RnnModel $rows -Property unemp, infl -TargetProperty unemp -Lead 2 -Epoch 2
        $model = New-Model -Inputs 2
        $null = Import-RnnSequence macrodata.csv infl, unemp | Optimize-RnnModel $model -Property unemp, infl -TargetProperty unemp -Lead 2 -Epoch 2

        Get-Weight $model | Should -Be (Get-Weight $rows)
    }

    It 'learns classes of whole sequences, one target each' {
        $model = New-RnnModel -Kind Lstm 1 6 2 -OutputActivation Softmax -OutputStep Last -Seed 1
        $sequences = foreach ($i in 0..19) { 1..6 | ForEach-Object { $i % 2 ? $_ + $i / 10 : 7 - $_ + $i / 10 } | New-RnnSequence -Key $i }
        $epochs = Optimize-RnnModel $model -Input $sequences -Target (0..19 | ForEach-Object { $_ % 2 }) -Loss SoftmaxCrossEntropy -BatchSize 5 -Epoch 40 -ValidationFraction 0.2

        $epochs[-1].ValidationLoss | Should -BeLessThan 0.1
        (Invoke-RnnForward $model -Input $sequences).ForEach({ [int] ($_.Output[1] -gt 0.5) }) | Should -Be (0..19 | ForEach-Object { $_ % 2 })
        $model.OutputScaler | Should -BeNullOrEmpty
    }

    It 'gives the same bits with any number of threads, and others with another seed' {
        $models = foreach ($more in @{ ThrottleLimit = 1 }, @{ ThrottleLimit = 4 }, @{ Seed = 9 }) {
            $model = New-RnnModel -Kind Lstm 1 4, 4 1 -Dropout 0.3 -Seed 1
            $null = $sunspots | Optimize-RnnModel $model -Property SUNACTIVITY -Epoch 2 -SequenceLength 10 @more
            Get-Weight $model
        }

        $models[1] | Should -Be $models[0]
        $models[2] | Should -Not -Be $models[0]
    }

    It 'takes optimizers and schedules by name or with constants of their own' {
        $epochs = $sunspots | Optimize-RnnModel (New-Model) -Property SUNACTIVITY -Epoch 4 -Optimizer ([RnnPS.SgdOptimizer]@{ Momentum = 0.9; Nesterov = $true; LearningRate = 0.1 }) -Schedule ([RnnPS.StepSchedule]@{ StepSize = 2; Gamma = 0.5 })
        $epochs.LearningRate | Should -Be 0.1, 0.1, 0.05, 0.05

        ($sunspots | Optimize-RnnModel (New-Model) -Property SUNACTIVITY -Epoch 2 -Optimizer adagrad -Schedule Exponential).LearningRate | Should -Be 0.01, 0.0097
    }

    It 'clips the gradient''s norm to 1, and not with -ClipNorm 0' {
        $steep = @{ Property = 'SUNACTIVITY'; Scaling = 'None'; Epoch = 1 }
        $clipped = $sunspots | Optimize-RnnModel (New-Model) @steep
        $free = $sunspots | Optimize-RnnModel (New-Model) @steep -ClipNorm 0

        $clipped.GradientNorm | Should -BeGreaterThan 10
        $clipped.ClippedGradientNorm | Should -BeLessOrEqual 1
        $free.ClippedGradientNorm | Should -Be $free.GradientNorm
    }

    It 'measures the last part, keeps the best epoch, and ends when it waited long enough' {
        $model = New-Model
        $epochs = $sunspots | Optimize-RnnModel $model -Property SUNACTIVITY -ValidationFraction 0.2 -LearningRate 0.1 -Epoch 500 -Patience 5

        $epochs.Count | Should -BeLessThan 500
        $best = ($epochs | Where-Object IsBest)[-1]
        $best.ValidationLoss | Should -Be ($epochs.ValidationLoss | Measure-Object -Minimum).Minimum
        $epochs[-1].Epoch | Should -Be ($best.Epoch + 5)
        $model.Training.Epoch | Should -Be $best.Epoch
        $errors = $model.Training.Residuals | ForEach-Object { $_[0] * $_[0] }
        Assert-Close $best.ValidationLoss ($errors | Measure-Object -Average).Average 1e-12
    }

    It 'passes over or fills gaps with -MissingValue <_>' -ForEach Interpolate, CarryForward, Mask {
        $epochs = Import-RnnSequence co2.csv co2 | Optimize-RnnModel (New-Model) -Epoch 40 -MissingValue $_

        $epochs[-1].Loss | Should -BeLessThan ($epochs[0].Loss / 4)
    }

    It 'changes nothing and writes nothing with -WhatIf' {
        $model = New-Model
        $before = Get-Weight $model
        $out = $sunspots | Optimize-RnnModel $model -Property SUNACTIVITY -Checkpoint whatif.rnnck -WhatIf 6> $null

        $out | Should -BeNullOrEmpty
        Get-Weight $model | Should -Be $before
        'whatif.rnnck' | Should -Not -Exist
    }

    It 'says once with -WhatIf what it would do, and reads no input' {
        $said = Invoke-FreshShell ("Import-Module '$(Get-Manifest)'; `$model = New-RnnModel 1 2 1 -Seed 1
            & { while (`$true) { 1 } } | Optimize-RnnModel `$model -Epoch 7 -Checkpoint whatif.rnnck -WhatIf")

        $said | Should -HaveCount 1
        $said | Should -Match 'Train for 7 epochs and save checkpoints to .*whatif\.rnnck'
    }

    It 'emits the model alone with -PassThru' {
        $model = New-Model
        $out = $sunspots | Optimize-RnnModel $model -Property SUNACTIVITY -Epoch 2 -PassThru

        [object]::ReferenceEquals($out, $model) | Should -BeTrue
    }

    It 'goes on from a checkpoint to the same weights as without an interruption' {
        $with = @{ Property = 'SUNACTIVITY'; SequenceLength = 20; BatchSize = 4; ValidationFraction = 0.2; Schedule = 'Plateau' }
        $whole = New-Model
        $null = $sunspots | Optimize-RnnModel $whole @with -Epoch 12
        $null = $sunspots | Optimize-RnnModel (New-Model) @with -Epoch 100 -Checkpoint a.rnnck -CheckpointInterval 3 | Select-Object -First 7
        $resumed = New-Model
        $epochs = $sunspots | Optimize-RnnModel $resumed @with -Epoch 12 -Checkpoint a.rnnck -Resume

        $epochs.Epoch | Should -Be (7..12)
        Get-Weight $resumed | Should -Be (Get-Weight $whole)
        (Get-ChildItem -Force).Name | Where-Object { $_ -like '.rnnps*' } | Should -BeNullOrEmpty
    }

    It 'is a table with a row an epoch on a screen <_> characters wide' -ForEach 80, 120 {
        $text = $sunspots | Optimize-RnnModel (New-Model) -Property SUNACTIVITY -Epoch 3 -ValidationFraction 0.2 | Get-ScreenText $_

        $text | Should -HaveCount 5
        $text[0].Trim() -split '\s+' | Should -Be Epoch, Loss, Validation, Best, Gradient, Clipped, Rate, Steps/s, Elapsed
        $text[2] | Should -Match '^ +1 +\d\S+ +\d\S+ \* '
        ($text | Measure-Object Length -Maximum).Maximum | Should -BeLessThan $_
    }

    It 'shows in the model''s summary how it scales' {
        $model = New-Model
        $null = $sunspots | Optimize-RnnModel $model -Property SUNACTIVITY -Epoch 1 -Scaling MinMax

        $model | Get-ScreenText 80 | Should -Contain 'inputs scaled: MinMax, smallest 0, range 190.2'
    }

    It 'completes optimizers and schedules' {
        (TabExpansion2 'Optimize-RnnModel -Optimizer Ad' 31).CompletionMatches.CompletionText | Should -Be Adam, AdamW, Adagrad
        (TabExpansion2 'Optimize-RnnModel -Schedule C' 29).CompletionMatches.CompletionText | Should -Be Constant, Cosine
    }
}

Describe 'Ctrl+C' {
    It 'ends the training after the batch and leaves the best weights so far' {
        $shell = [PowerShell]::Create([Management.Automation.Runspaces.InitialSessionState]::CreateDefault())
        try {
            $model = New-Model
            $before = Get-Weight $model
            $null = $shell.AddScript({ param($manifest, $model, $rows) Import-Module $manifest; $rows | Optimize-RnnModel $model -Property SUNACTIVITY -Epoch 10000000 }).
                AddArgument((Get-Manifest)).AddArgument($model).AddArgument($sunspots)
            $output = [Management.Automation.PSDataCollection[psobject]]::new()
            $running = $shell.BeginInvoke([Management.Automation.PSDataCollection[psobject]]::new(), $output)
            $deadline = [datetime]::UtcNow.AddSeconds(30)
            while ($output.Count -lt 3 -and [datetime]::UtcNow -lt $deadline) { Start-Sleep -Milliseconds 20 }
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()

            $watch.ElapsedMilliseconds | Should -BeLessThan 3000
            $output.Count | Should -BeGreaterOrEqual 3
            Get-Weight $model | Should -Not -Be $before
            $model.Training.Epoch | Should -BeGreaterThan 0
        }
        finally {
            $shell.Dispose()
        }
    }
}

Describe 'The examples' {
    BeforeAll {
        $examples = Join-Path (Get-Module RnnPS).ModuleBase 'examples'
    }

    It 'forecast sunspots as well as PyTorch does: <Kind>, below <Bound>' -ForEach @(
        @{ Kind = 'Elman'; Bound = 18.4 }
        @{ Kind = 'Gru'; Bound = 18.8 }
        @{ Kind = 'Lstm'; Bound = 23.1 }
    ) {
        $runs = & (Join-Path $examples Sunspots.ps1) -Kind $Kind

        $runs | Should -HaveCount 5
        ($runs.TestRmse | Measure-Object -Maximum).Maximum | Should -BeLessThan $Bound
    }

    It 'forecast them clearly better with settings chosen on other years' {
        $test = & (Join-Path $examples SunspotsTuned.ps1) -HiddenSize 16 -Epoch 40 -WeightDecay 0 | Select-Object -Last 1

        $test.Years | Should -Be '1921-1979'
        $test.Rmse | Should -BeLessThan 15.5
    }

    It 'solve the adding problem' {
        (& (Join-Path $examples AddingProblem.ps1)).TestError | Should -BeLessThan 0.01
    }
}

Describe 'Optimize-RnnModel with a trained model' {
    BeforeAll {
        $old = 1..40 | ForEach-Object { [Math]::Sin($_) }
        $new = 1..40 | ForEach-Object { 1000 + 50 * [Math]::Sin($_) }
    }

    It 'keeps the scaling, so that the weights mean the same' {
        $model = New-RnnModel 1 4 1 -Seed 1
        $null = $old | Optimize-RnnModel $model -Epoch 1
        $before = $model.InputScaler.Offset[0]
        $null = $new | Optimize-RnnModel $model -Epoch 1
        $model.InputScaler.Offset[0] | Should -Be $before
    }

    It 'fits the scaling to the new data with -RefitScaling, in the kind that the model has' {
        $model = New-RnnModel 1 4 1 -Seed 1
        $null = $old | Optimize-RnnModel $model -Epoch 1 -Scaling MinMax
        $null = $new | Optimize-RnnModel $model -Epoch 1 -RefitScaling
        $model.InputScaler.Kind | Should -Be 'MinMax'
        # The smallest of the inputs: all rows but the last, which is only a target.
        $model.InputScaler.Offset[0] | Should -Be ($new[0..38] | Measure-Object -Minimum).Minimum
    }
}
