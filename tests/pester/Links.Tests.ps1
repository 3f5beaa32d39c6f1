param([string] $ModulePath = (Join-Path $PSScriptRoot '../../module/RnnPS'))

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    Import-TestedModule $ModulePath

    # Counts in waves, as the rows of a CSV file.
    $counts = 0..199 | ForEach-Object { [pscustomobject]@{ t = $_; y = 100 + [Math]::Floor(50 * [Math]::Sin($_ / 3.0)) } }
    $poisson = New-RnnModel -Kind Gru 1 8 1 -Seed 1
    $null = $counts | Optimize-RnnModel $poisson -Property y -Loss Poisson -Epoch 60 -ValidationFraction 0.2

    $switch = 0..119 | ForEach-Object { [pscustomobject]@{ t = $_; on = [int] ($_ % 5 -lt 2) } }
    $binary = New-RnnModel -Kind Gru 1 8 1 -Seed 1
    $null = $switch | Optimize-RnnModel $binary -Property on -Loss BinaryCrossEntropy -Epoch 40 -ValidationFraction 0.2

    # The class of the next row is that of this row plus 1, modulo 3.
    $classes = 0..89 | ForEach-Object { [pscustomobject]@{ x = $_ % 3; class = ($_ + 1) % 3 } }
    $softmax = New-RnnModel 1 8 3 -Seed 1
    $null = $classes | Optimize-RnnModel $softmax -Property x -TargetProperty class -Loss SoftmaxCrossEntropy -Epoch 40

    filter Get-Logistic { 1 / (1 + [Math]::Exp(-$_)) }
}

Describe 'A model that was trained with the loss <Loss> and no output activation' -ForEach @(
    @{ Loss = 'Poisson'; Rows = 'counts'; Model = 'poisson'; Column = 'y'; Inverse = { [Math]::Exp($_) } }
    @{ Loss = 'BinaryCrossEntropy'; Rows = 'switch'; Model = 'binary'; Column = 'on'; Inverse = { 1 / (1 + [Math]::Exp(-$_)) } }
) {
    BeforeAll {
        $rows = Get-Variable $Rows -ValueOnly
        $model = Get-Variable $Model -ValueOnly
    }

    It 'forecasts and feeds back what the inverse of the link gives' {
        $steps = $rows | Invoke-RnnForecast $model 6

        # By hand: the whole series so far is run anew for each step, and the output is inverted here.
        $series = [Collections.Generic.List[double]] @($rows.$Column)
        foreach ($step in $steps) {
            $value = ($series | Invoke-RnnForward $model -Last).Output | ForEach-Object $Inverse
            Assert-Close $value $step.Value 1e-13
            $series.Add($value)
        }
    }

    It 'has an interval, which contains the value and stays among possible targets' {
        foreach ($interval in 0.01, 0.5, 0.9, 0.99) {
            $steps = $rows | Invoke-RnnForecast $model 8 -Interval $interval

            $steps | Should -HaveCount 8
            foreach ($step in $steps) {
                $step.Lower | Should -BeLessOrEqual $step.Value
                $step.Upper | Should -BeGreaterOrEqual $step.Value
                $step.Lower | Should -BeGreaterOrEqual 0
                if ($Loss -eq 'BinaryCrossEntropy') { $step.Upper | Should -BeLessOrEqual 1 }
            }
        }
    }

    It 'has steps with a prediction beside the output, and a view that shows both' {
        $steps = $rows | Select-Object -First 3 | Invoke-RnnForward $model -Property $Column

        Assert-Close @($steps.Output | ForEach-Object $Inverse) $steps.Prediction 1e-15
        $text = $steps | Get-ScreenText 80
        $text[0] -split '\s+' | Should -Be Sequence, Step, Input, State, Output, Prediction
        $text[2] | Should -Match ([regex]::Escape([RnnPS.RnnFormat]::Number($steps[0].Prediction)) + '$')
        $steps | Format-List | Get-ScreenText 80 | Where-Object { $_ -match '^Prediction' } | Should -HaveCount 3
        $steps | Should -BeOfType [RnnPS.GruStep]
    }

    It 'has predictions in tables and files' {
        $steps = $rows | Select-Object -First 3 | Invoke-RnnForward $model -Property $Column
        $file = Join-Path $TestDrive trace.csv
        $steps | Export-RnnTrace $file

        ($steps | ConvertTo-RnnTable).Prediction | Should -Be $steps.Prediction
        ($steps | ConvertTo-RnnTable -Property Step, Prediction)[2].Prediction | Should -Be $steps[2].Prediction
        [double[]] (Import-Csv $file).Prediction | Should -Be $steps.Prediction
        [double[]] (Import-Csv $file).Output | Should -Be $steps.Output
    }

    It 'is measured by its predictions where the loss is one of values' {
        $steps = $rows | Invoke-RnnForward $model -Property $Column
        $losses = $steps | Measure-RnnLoss -TargetProperty $Column -PerStep

        $losses | Should -HaveCount ($rows.Count - 1)
        $predictions = @($steps.Output | ForEach-Object $Inverse)
        foreach ($t in 0, 1, 50, ($losses.Count - 1)) {
            Assert-Close $predictions[$t] $losses[$t].Prediction 1e-15
            Assert-Close ([Math]::Pow($predictions[$t] - $rows[$t + 1].$Column, 2)) $losses[$t].Loss 1e-12
        }

        $text = $losses | Select-Object -First 1 | Get-ScreenText 80
        $text[0] -split '\s+' | Should -Be Sequence, Step, TargetStep, Prediction, Target, Loss
    }

    It 'is refused a loss with another link' {
        $other = $Loss -eq 'Poisson' ? 'BinaryCrossEntropy' : 'Poisson'
        $outcome = Get-Outcome { $rows | Select-Object -First 1 | Invoke-RnnForward $model -Property $Column | Measure-RnnLoss 1 -Loss $other }

        $outcome.Output | Should -BeNullOrEmpty
        $outcome.Errors | Get-ErrorId | Should -Be RnnLoss
        $outcome.Errors[0].Exception.Message | Should -Match 'trained with the link .* measure it with the loss that it was trained with'
    }
}

Describe 'The counts of the issue' {
    It 'are forecast in their own range' {
        $model = New-RnnModel -Kind Gru 1 8 1 -Seed 1
        $null = $counts | Optimize-RnnModel $model -Property y -Loss Poisson -Epoch 200
        $values = ($counts | Invoke-RnnForecast $model 4).Value

        $values | ForEach-Object { $_ | Should -BeGreaterThan 40; $_ | Should -BeLessThan 160 }
    }
}

Describe 'A classifier without an output activation' {
    It 'predicts a distribution, the softmax of its outputs' {
        $steps = $classes | Select-Object -First 9 | Invoke-RnnForward $softmax -Property x

        foreach ($step in $steps) {
            $weights = @($step.Output | ForEach-Object { [Math]::Exp($_) })
            $sum = ($weights | Measure-Object -Sum).Sum
            Assert-Close @($weights | ForEach-Object { $_ / $sum }) $step.Prediction 1e-14
        }

        $softmax.Link | Should -Be MultinomialLogit
    }

    It 'forecasts a distribution from known inputs' {
        $step = $classes | Invoke-RnnForecast $softmax 1 -Future 2 -TargetProperty a, b, c

        # After 2 comes class 0.
        ($step.Value | Measure-Object -Sum).Sum | Should -BeGreaterThan 0.999999
        $step.Value[0] | Should -BeGreaterThan 0.5
    }

    It 'says that its distribution is not the class that goes in' {
        $outcome = Get-Outcome { $classes | Invoke-RnnForecast $softmax 2 }

        $outcome.Errors | Get-ErrorId | Should -Be RnnFeedback
        $outcome.Errors[0].Exception.Message | Should -Match '3 probabilities for class'
    }
}

Describe 'A model with an output activation, or a loss of values' {
    It 'shows its output as the prediction: <_>' -ForEach @(
        { New-RnnModel -Kind Gru 1 4 1 -OutputActivation Sigmoid -Seed 1 }
        { New-RnnModel -Kind Gru 1 4 1 -Seed 1 }
    ) {
        $model = & $_
        $loss = $model.OutputActivation -eq 'Sigmoid' ? 'BinaryCrossEntropy' : 'MeanSquaredError'
        $null = $switch | Optimize-RnnModel $model -Property on -Loss $loss -Epoch 2 -ValidationFraction 0.2
        $steps = $switch | Invoke-RnnForward $model -Property on

        $steps.Prediction | Should -Be $steps.Output
        ($steps | Get-ScreenText 80)[0] | Should -Not -Match 'Prediction'
        ($steps | ConvertTo-RnnTable)[0].PSObject.Properties.Name | Should -Not -Contain Prediction
        ($steps | ConvertTo-RnnTable -Property Prediction).Prediction | Should -Be $steps.Output
        ($switch | Invoke-RnnForecast $model 1).Value | Should -Be $steps[-1].Output
        ($switch | Invoke-RnnForecast $model 1).Lower | Should -Not -BeNullOrEmpty
    }

    It 'has a prediction also where it has several outputs, or no training' {
        $step = , (1, 2) | Invoke-RnnForward (New-RnnModel 2 3 2 -Seed 1)

        $step.Prediction.ToArray() | Should -Be $step.Output.ToArray()
        ($step | ConvertTo-RnnTable -Property prediction).PSObject.Properties.Name | Should -Be Prediction0, Prediction1
    }
}

Describe 'A forecast whose validation errors are biased' {
    It 'lies in its interval at any width' {
        # A curve that bends away from what was trained on, so that all errors of the validation part have one sign.
        $curve = 0..149 | ForEach-Object { [pscustomobject]@{ y = $_ * $_ / 40.0 } }
        $model = New-RnnModel -Kind Gru 1 4 1 -Seed 1
        $null = $curve | Optimize-RnnModel $model -Property y -Epoch 30 -ValidationFraction 0.3
        $errors = @($model.Training.Residuals | ForEach-Object { $_[0] })
        $errors | Where-Object { $_ -le 0 } | Should -BeNullOrEmpty

        foreach ($interval in 0.02, 0.5, 0.9) {
            foreach ($step in $curve | Invoke-RnnForecast $model 5 -Interval $interval) {
                $step.Lower | Should -BeLessOrEqual $step.Value
                $step.Upper | Should -BeGreaterOrEqual $step.Value
            }
        }
    }
}

Describe 'Measure-RnnLoss after training with a lead' {
    BeforeAll {
        # A wave of period 6 with five small faults, far smaller than a step of the wave.
        $random = [Random]::new(5)
        $clean = 0..299 | ForEach-Object { [pscustomobject]@{ n = $_; y = [Math]::Sin($_ * [Math]::PI / 3) + 0.02 * ($random.NextDouble() - 0.5) } }
        $ahead = New-RnnModel -Kind Gru 1 8 1 -Seed 1
        $null = $clean | Optimize-RnnModel $ahead -Property y -Epoch 150
        $faults = 60, 110, 155, 201, 250
        $series = $clean | ForEach-Object { [pscustomobject]@{ n = $_.n; y = $_.y + ($_.n -in $faults ? 0.3 : 0) } }
        $steps = $series | Invoke-RnnForward $ahead -Property y
    }

    It 'compares the prediction made at t with the row of t + <Lead>' -ForEach @(@{ Lead = 1 }, @{ Lead = 2 }, @{ Lead = 5 }) {
        $model = New-RnnModel -Kind Gru 1 4 1 -Seed 1
        $null = $clean | Optimize-RnnModel $model -Property y -TargetProperty y -Lead $Lead -Epoch 2
        $steps = $series | Invoke-RnnForward $model -Property y
        $losses = $steps | Measure-RnnLoss -TargetProperty y -PerStep

        $losses.Step | Should -Be (0..(299 - $Lead))
        $losses.TargetStep | Should -Be ($Lead..299)
        for ($t = 0; $t -lt 300 - $Lead; $t++) {
            $expected = [Math]::Pow($steps[$t].Output - $series[$t + $Lead].y, 2)
            [Math]::Abs($losses[$t].Loss - $expected) | Should -BeLessThan 1e-14
        }

        $losses[0].Source.n | Should -Be 0
        $losses[0].TargetSource.n | Should -Be $Lead
        $total = $steps | Measure-RnnLoss -TargetProperty y
        $total.Count | Should -Be (300 - $Lead)
        Assert-Close ($losses.Loss | Measure-Object -Sum).Sum $total.Total 1e-12
    }

    It 'finds all five faults' {
        $worst = $steps | Measure-RnnLoss -TargetProperty y -PerStep | Sort-Object Loss -Descending -Top 5

        $worst.TargetStep | Sort-Object | Should -Be $faults
        $worst.TargetSource.n | Sort-Object | Should -Be $faults
    }

    It 'takes another lead, and the targets of a list, when told so: <_>' -ForEach @(
        { $steps | Measure-RnnLoss -TargetProperty y -Lead 1 }
        { $steps | Measure-RnnLoss -Target $series.y -Lead 1 }
        { $steps | Select-Object -SkipLast 1 | Measure-RnnLoss -Target ($series.y | Select-Object -Skip 1) }
    ) {
        $total = & $_

        Assert-Close ($steps | Measure-RnnLoss -TargetProperty y).Total $total.Total 1e-14
        $total.Count | Should -Be 299
    }

    It 'compares with the own row with -Lead 0: <_>' -ForEach @(
        { $steps | Measure-RnnLoss -TargetProperty y -Lead 0 }
        { $steps | Measure-RnnLoss -Target $series.y -Lead 0 }
    ) {
        $expected = 0..299 | ForEach-Object { [Math]::Pow($steps[$_].Output - $series[$_].y, 2) } | Measure-Object -Sum

        Assert-Close $expected.Sum (& $_).Total 1e-12
    }

    It 'refuses the inputs themselves as a list of targets' {
        $outcome = Get-Outcome { $steps | Measure-RnnLoss -Target $series.y }

        $outcome.Output | Should -BeNullOrEmpty
        $outcome.Errors | Get-ErrorId | Should -Be RnnParameters
        $outcome.Errors[0].Exception.Message | Should -Match 'predicts 1 step ahead: give -Lead 1'
    }

    It 'refuses another column, which may be shifted already' {
        $outcome = Get-Outcome { $steps | Measure-RnnLoss -TargetProperty n }

        $outcome.Terminated | Should -BeTrue
        $outcome.Errors | Get-ErrorId | Should -Be RnnParameters
        $outcome.Errors[0].Exception.Message | Should -Match "trained to predict y 1 row ahead.*'n'.*-Lead 1.*-Lead 0"
        ($steps | Measure-RnnLoss -TargetProperty n -Lead 0).Count | Should -Be 300
    }

    It 'pairs rows of the same group, and only rows that are there' {
        $rows = 0..39 | ForEach-Object { [pscustomobject]@{ g = $_ % 2; y = [string] ($_ -eq 20 ? 'x' : $_) } }
        $model = New-RnnModel -Kind Gru 1 4 1 -Seed 1
        $null = $clean | Optimize-RnnModel $model -Property y -Epoch 1
        $steps = $rows | Invoke-RnnForward $model -Property y -GroupBy g -ErrorAction Ignore
        $losses = $steps | Measure-RnnLoss -TargetProperty y -PerStep

        # Row 20 is step 10 of group 0: neither the prediction for it nor that from it has a pair.
        $even = $losses | Where-Object Sequence -eq 0
        $even.Step | Should -Be (0..8 + 11..18)
        $even.Target | Should -Be ((1..9 + 12..19) | ForEach-Object { 2 * $_ })
        ($losses | Where-Object Sequence -eq 1).Target | Should -Be (1..19 | ForEach-Object { 2 * $_ + 1 })
    }

    It 'weights a loss by the row of the target' {
        $rows = 0..3 | ForEach-Object { [pscustomobject]@{ y = $_; w = $_ } }
        $losses = $rows | Invoke-RnnForward $ahead -Property y | Measure-RnnLoss -TargetProperty y -WeightProperty w -PerStep

        $losses.Weight | Should -Be 1, 2, 3
    }

    It 'says that a sequence is too short for its lead' {
        $outcome = Get-Outcome { $series | Select-Object -First 1 | Invoke-RnnForward $ahead -Property y | Measure-RnnLoss -TargetProperty y }

        $outcome.Output | Should -BeNullOrEmpty
        $outcome.Errors | Get-ErrorId | Should -Be RnnSequenceLength
        $outcome.Errors[0].Exception.Message | Should -Match '1 row ahead.*more rows'
    }

    It 'says that the last prediction has no row' {
        $outcome = Get-Outcome { $steps | Measure-RnnLoss -TargetProperty y -Last }

        $outcome.Output | Should -BeNullOrEmpty
        $outcome.Errors | Get-ErrorId | Should -Be RnnSequenceLength
        $outcome.Errors[0].Exception.Message | Should -Match 'for step 300, which has no row.*-Target'
        ($steps | Measure-RnnLoss -Target 0.5 -Last -PerStep).TargetStep | Should -Be 300
    }

    It 'stays with the own row where the model was trained so, or not at all' {
        $model = New-RnnModel 1 4 1 -Seed 1
        $steps = $classes | Invoke-RnnForward $model -Property x
        ($steps | Measure-RnnLoss -TargetProperty class).Count | Should -Be 90
        $null = $classes | Optimize-RnnModel $model -Property x -TargetProperty class -Epoch 1
        $losses = $classes | Invoke-RnnForward $model -Property x | Measure-RnnLoss -TargetProperty class -PerStep

        $losses.TargetStep | Should -Be $losses.Step
        $losses.Target | Should -Be $classes.class
    }
}
