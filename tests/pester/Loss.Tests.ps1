param([string] $ModulePath = (Join-Path $PSScriptRoot '../../module/RnnPS'))

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    Import-TestedModule $ModulePath

    # (1.5612838815180548 − 1.5)² and (2.727071008233731 − 2.7)², from the starting example's outputs. Small differences
    # of larger numbers: the last digits of the outputs count for more in them.
    $first = 0.0037557141339189767
    $second = 0.00073283948679066646
    $tolerance = 1e-13
}

Describe 'Measure-RnnLoss' {
    It 'gives the total of the starting example, its count, and each step''s loss' {
        $loss = 1, 2 | Invoke-RnnForward | Measure-RnnLoss -Target 1.5, 2.7

        $loss | Should -BeOfType [RnnPS.RnnLoss]
        $loss.Count | Should -Be 2
        Assert-Close $first, $second $loss.Steps $tolerance
        Assert-Close ($first + $second) $loss.Total $tolerance
    }

    It 'gives the same for:<_>' -ForEach @(
        { 1, 2 | Invoke-RnnForward | Measure-RnnLoss 1.5, 2.7 }
        { Measure-RnnLoss -Input (Invoke-RnnForward -Input 1, 2) -Target 1.5, 2.7 }
        { 1, 2 | Invoke-RnnForward | Measure-RnnLoss -Target '1.5', '2.7' }
        { 1, 2 | Invoke-RnnForward | Measure-RnnLoss -Target (, 1.5), (, 2.7) }
        { 1, 2 | Invoke-RnnForward | Measure-RnnLoss -Target (New-RnnSequence -Input 1.5, 2.7) }
        { "x,y`n1,1.5`n2,2.7" | ConvertFrom-Csv | Invoke-RnnForward -Property x | Measure-RnnLoss -TargetProperty y }
        { @{ x = 1; y = 1.5 }, @{ x = 2; y = 2.7 } | Invoke-RnnForward -Property x | Measure-RnnLoss -TargetProperty y }
    ) {
        $loss = & $_

        Assert-Close $first, $second $loss.Steps $tolerance
    }

    It 'takes the mean over the components of a step''s output, and the sum over the steps' {
        $echo = New-RnnCell -InputWeight (1, 0), (0, 1) -RecurrentWeight (0, 0), (0, 0) -Activation Identity
        $loss = (1, 2), (3, 4) | Invoke-RnnForward $echo | Measure-RnnLoss -Target (0, 0), (1, 1)

        $loss.Steps.ToArray() | Should -Be ((1 + 4) / 2), ((4 + 9) / 2)
        $loss.Total | Should -Be 9
    }

    It 'is zero for targets that are the outputs' {
        $steps = 1, 2 | Invoke-RnnForward

        ($steps | Measure-RnnLoss -Target $steps.Output).Total | Should -Be 0
    }

    Context 'Of several sequences' {
        It 'gives one loss a sequence, each held against its own list of targets' {
            $losses = (New-RnnSequence -Input 1, 2 -Key a), (New-RnnSequence -Input 3, 4 -Key b) |
                Invoke-RnnForward (New-EchoModel) | Measure-RnnLoss -Target (1, 2), (1, 2)

            $losses.Sequence | Should -Be a, b
            $losses.Total | Should -Be 0, 8
        }

        It 'gives one loss a sequence also where nobody gave them keys' {
            $losses = (New-RnnSequence -Input 1, 2), (New-RnnSequence -Input 3, 4) |
                Invoke-RnnForward (New-EchoModel) | Measure-RnnLoss -Target (1, 2), (1, 2)

            $losses.Total | Should -Be 0, 8
        }

        It 'reads the targets from each step''s own row with -TargetProperty' {
            Copy-Data $TestDrive
            $losses = Import-RnnSequence (Join-Path $TestDrive macrodata.csv) unemp -GroupBy year |
                Invoke-RnnForward (New-EchoModel) | Measure-RnnLoss -TargetProperty unemp

            $losses | Should -HaveCount 51
            $losses | ForEach-Object Total | Should -Be (@(0) * 51)
            $losses[0].Sequence | Should -Be '1959'
        }
    }

    Context 'With -PerStep' {
        It 'streams one object a step instead of a total' {
            $losses = 1, 2 | Invoke-RnnForward | Measure-RnnLoss -Target 1.5, 2.7 -PerStep

            $losses | Should -BeOfType [RnnPS.RnnStepLoss]
            $losses.Step | Should -Be 0, 1
            $losses.Target | Should -Be 1.5, 2.7
            Assert-Close 1.5612838815180548, 2.727071008233731 $losses.Output
            Assert-Close $first, $second $losses.Loss $tolerance
        }

        It 'emits each loss before the next step is asked for' {
            $log = [Collections.Generic.List[string]]::new()
            1..2 | Invoke-RnnForward | ForEach-Object { $log.Add("in $($_.Step)"); $_ } |
                Measure-RnnLoss -Target 1, 2 -PerStep | ForEach-Object { $log.Add("out $($_.Step)") }

            $log | Should -Be 'in 0', 'out 0', 'in 1', 'out 1'
        }

        It 'keeps the row that the step came from' {
            $loss = "day,x,y`nMonday,1,1.5" | ConvertFrom-Csv | Invoke-RnnForward -Property x |
                Measure-RnnLoss -TargetProperty y -PerStep

            $loss.Source.day | Should -Be 'Monday'
        }

        It 'finds the worst step: Sort-Object Loss' {
            $worst = 1..5 | Invoke-RnnForward (New-EchoModel) | Measure-RnnLoss -Target 1, 2, 9, 4, 5 -PerStep |
                Sort-Object Loss -Descending -Top 1

            $worst.Step | Should -Be 2
            $worst.Loss | Should -Be 36
        }
    }

    Context 'Where a row was left out of the run' {
        It 'holds the later steps against their own targets' {
            $loss = 1, 'abc', 3 | Invoke-RnnForward (New-EchoModel) -ErrorAction SilentlyContinue |
                Measure-RnnLoss -Target 1, 2, 3

            $loss.Count | Should -Be 2
            $loss.Total | Should -Be 0
        }
    }

    Context 'With -Loss, as PyTorch has them' {
        BeforeAll {
            $echo = New-RnnCell -InputWeight (1, 0, 0), (0, 1, 0), (0, 0, 1) -RecurrentWeight (0, 0, 0), (0, 0, 0), (0, 0, 0) -Activation Identity
            $steps = (0.5, -1, 2), (3, 0.25, -0.5) | Invoke-RnnForward $echo
            $values = (0, -1.5, 5), (1, 0.25, 0.5)
        }

        # PyTorch 2, float64: the functions of torch.nn.functional with reduction='none', and the mean over the components. Pinball by
        # its formula, max(q·d, (q − 1)·d).
        It '<Name>' -ForEach @(
            @{ Name = 'MeanSquaredError'; With = @{ Target = (0, -1.5, 5), (1, 0.25, 0.5) }; Expected = ((0.25 + 0.25 + 9) / 3), ((4 + 0 + 1) / 3) }
            @{ Name = 'MeanAbsoluteError'; With = @{ Target = (0, -1.5, 5), (1, 0.25, 0.5) }; Expected = 1.3333333333333333, 1 }
            @{ Name = 'Huber'; With = @{ Target = (0, -1.5, 5), (1, 0.25, 0.5) }; Expected = 0.9166666666666666, 0.6666666666666666 }
            @{ Name = 'Huber'; With = @{ Target = (0, -1.5, 5), (1, 0.25, 0.5); Delta = 2 }; Expected = 1.4166666666666667, 0.8333333333333334 }
            @{ Name = 'SoftmaxCrossEntropy'; With = @{ Target = 2, 0 }; Expected = 0.24131129665715703, 0.08995518065460652 }
            @{ Name = 'SoftmaxCrossEntropy'; With = @{ Target = (0.2, 0.3, 0.5), (1, 0, 0) }; Expected = 1.441311296657157, 0.08995518065460652 }
            @{ Name = 'BinaryCrossEntropy'; With = @{ Target = (1, 0, 0.5), (0, 1, 1) }; Expected = 0.6380888942471007, 1.5328679185442307 }
            @{ Name = 'Poisson'; With = @{ Target = (2, 0, 7), (20, 1, 0) }; Expected = -1.8647810630659265, -12.75796900013732 }
            @{ Name = 'Pinball'; With = @{ Target = 1, 0.25; Quantile = 0.1, 0.5, 0.9 }; Expected = 0.3833333333333333, 1.05 }
        ) {
            $loss = $steps | Measure-RnnLoss -Loss $Name @With

            Assert-Close $Expected $loss.Steps 1e-14
            Assert-Close ($Expected[0] + $Expected[1]) $loss.Total 1e-14
            $loss.Value | Should -Be $loss.Total
            $loss.Function.Name | Should -Be $Name
        }

        It 'takes the loss that a constant belongs to: -Delta Huber, -Quantile Pinball' {
            ($steps | Measure-RnnLoss $values -Delta 3).Function.ToString() | Should -Be 'Huber(3)'
            ($steps | Measure-RnnLoss 1, 2 -Quantile 0.1, 0.5, 0.9).Function.ToString() | Should -Be 'Pinball(0.1, 0.5, 0.9)'
        }

        It 'is exact where a softmax gives a class no chance: it is computed from what enters the softmax' {
            $model = New-RnnModel -Cell (New-RnnCell -InputWeight 1 -RecurrentWeight 0 -Activation Identity) -OutputWeight (, (1, -1)) -OutputActivation Softmax
            $loss = 500 | Invoke-RnnForward $model | Measure-RnnLoss -Target 1 -Loss SoftmaxCrossEntropy

            $loss.Total | Should -Be 1000
        }
    }

    Context 'With -Reduction Mean' {
        It 'has the mean as its value, and the total beside it' {
            $loss = 1, 2 | Invoke-RnnForward | Measure-RnnLoss -Target 1.5, 2.7 -Reduction Mean

            Assert-Close (($first + $second) / 2) $loss.Value $tolerance
            $loss.Value | Should -Be $loss.Mean
            Assert-Close ($first + $second) $loss.Total $tolerance
        }
    }

    Context 'With weights' {
        It 'multiplies each loss, and divides the mean by their sum: <_>' -ForEach @(
            { 1, 2 | Invoke-RnnForward | Measure-RnnLoss -Target 1.5, 2.7 -Weight 3, 0.5 -Reduction Mean }
            { @{ x = 1; y = 1.5; w = 3 }, @{ x = 2; y = 2.7; w = 0.5 } | Invoke-RnnForward -Property x | Measure-RnnLoss -TargetProperty y -WeightProperty w -Reduction Mean }
        ) {
            $loss = & $_

            Assert-Close (3 * $first + 0.5 * $second) $loss.Total $tolerance
            Assert-Close ((3 * $first + 0.5 * $second) / 3.5) $loss.Value $tolerance
            Assert-Close $first, $second $loss.Steps $tolerance
            $loss.Weight | Should -Be 3.5
        }

        It 'leaves out a step of weight 0, whose target may be missing: <_>' -ForEach @(
            { 1, 2 | Invoke-RnnForward | Measure-RnnLoss -Target ([double]::NaN), 2.7 -Weight 0, 1 }
            { @{ x = 1; y = ''; w = 0 }, @{ x = 2; y = 2.7; w = 1 } | Invoke-RnnForward -Property x | Measure-RnnLoss -TargetProperty y -WeightProperty w }
        ) {
            $loss = & $_

            $loss.Count | Should -Be 1
            Assert-Close $second $loss.Total $tolerance
        }
    }

    Context 'With -Last' {
        It 'measures the last step of each sequence, against one target for all' {
            $losses = (New-RnnSequence -Input 1, 2 -Key a), (New-RnnSequence -Input 3, 4, 5 -Key b) |
                Invoke-RnnForward (New-EchoModel) | Measure-RnnLoss -Target 2 -Last

            $losses.Sequence | Should -Be a, b
            $losses.Value | Should -Be 0, 9
            $losses.ForEach({ $_.Count }) | Should -Be 1, 1
        }

        It 'or against a target for each' {
            $losses = (New-RnnSequence -Input 1, 2 -Key a), (New-RnnSequence -Input 3, 4, 5 -Key b) |
                Invoke-RnnForward (New-EchoModel) -Last | Measure-RnnLoss -Target 2, 7 -Last

            $losses.Value | Should -Be 0, 4
        }

        It 'reads the target of the last row with -TargetProperty, and streams with -PerStep' {
            $loss = @{ x = 1; y = '' }, @{ x = 2; y = 5 } | Invoke-RnnForward (New-EchoModel) -Property x |
                Measure-RnnLoss -TargetProperty y -Last -PerStep

            $loss.Step | Should -Be 1
            $loss.Loss | Should -Be 9
        }

        It 'wants one target, or one for each sequence' {
            $outcome = Get-Outcome {
                (New-RnnSequence -Input 1, 2 -Key a), (New-RnnSequence -Input 3, 4, 5 -Key b) |
                    Invoke-RnnForward (New-EchoModel) | Measure-RnnLoss -Target 1, 2, 3 -Last
            }

            $outcome.Output | Should -BeNullOrEmpty
            $outcome.Errors | Get-ErrorId | Should -Be RnnTargetLength
            $outcome.Errors[0].Exception.Message | Should -BeLike '*2 sequences and 3 targets*one target for each sequence, or one for all*'
        }
    }
}
