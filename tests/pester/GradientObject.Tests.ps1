param([string] $ModulePath = (Join-Path $PSScriptRoot '../../module/RnnPS'))

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    Import-TestedModule $ModulePath
    Copy-Data $TestDrive
    $example = [RnnPS.RnnModel]::StartingExample()

    # The numbers of a gradient, row by row.
    function Get-Number($Gradients) {
        foreach ($gradient in $Gradients) { foreach ($row in $gradient.Gradient) { foreach ($value in $row) { $value } } }
    }

    # The sum of parts, array by array.
    function Get-Sum($Parts) {
        foreach ($group in $Parts | Group-Object Name) {
            $all = $group.Group.ForEach({ , [double[]] @(Get-Number $_) })
            foreach ($i in 0..($all[0].Count - 1)) { ($all.ForEach({ $_[$i] }) | Measure-Object -Sum).Sum }
        }
    }
}

Describe 'Get-RnnGradient' {
    It 'has the gradients of the tutorial: <_>' -ForEach @(
        { Get-RnnGradient $example -Input 1, 2 -Target 1.5, 2.7 }
        { 1, 2 | Get-RnnGradient $example -Target 1.5, 2.7 }
        { New-RnnSequence -Input 1, 2 | Get-RnnGradient $example -Target 1.5, 2.7 }
        { @{ x = 1; y = 1.5 }, @{ x = 2; y = 2.7 } | Get-RnnGradient $example -Property x -TargetProperty y }
    ) {
        $gradients = & $_

        $gradients | Should -BeOfType [RnnPS.RnnWeightGradient]
        $gradients.Name | Should -Be 'Layers[0].InputWeights', 'Layers[0].RecurrentWeights', 'Layers[0].Bias', OutputWeights, OutputBias
        $numbers = (Get-Number $gradients).ForEach({ [Math]::Round($_, 6) })
        $numbers | Should -Be 0.119844, 0.251040, 0.007585, 0.012743, 0.006526, 0.010965, 0.105721, 0.227312, 0.112373, 0.104484, 0.176710
        $gradients.Size | Should -Be '1×2', '2×2', '1×2', '2×1', '1×1'
        [object]::ReferenceEquals($gradients[1].Value, $example.Layers[0].RecurrentWeights) | Should -BeTrue
        Assert-Close ([Math]::Sqrt($numbers[0] * $numbers[0] + $numbers[1] * $numbers[1])) $gradients[0].Norm 1e-5
    }

    It 'has parts that add up to the gradient, by use, by loss and by both' {
        $model = New-RnnModel -Kind Gru 1 3, 2 1 -DenseSize 2 -Seed 1
        $whole = Get-RnnGradient $model -Input 1, 2, 0.5 -Target 0, 1, -1

        foreach ($parts in @(
                , (Get-RnnGradient $model -Input 1, 2, 0.5 -Target 0, 1, -1 -PerStep)
                , (Get-RnnGradient $model -Input 1, 2, 0.5 -Target 0, 1, -1 -PerLoss)
                , (Get-RnnGradient $model -Input 1, 2, 0.5 -Target 0, 1, -1 -PerStep -PerLoss))) {
            Assert-Close (Get-Sum $whole) (Get-Sum $parts) 1e-12
        }

        (Get-RnnGradient $model -Input 1, 2 -Target 0, 1 -PerStep | Where-Object Name -eq OutputBias).Step | Should -Be 0, 1
        (Get-RnnGradient $model -Input 1, 2 -Target 0, 1 -PerLoss | Where-Object Name -eq OutputBias).LossStep | Should -Be 0, 1
    }

    It 'is the slope of the loss that Measure-RnnLoss measures, with -Reduction <_>, of a model with scaling' -ForEach Sum, Mean {
        $rows = Import-Csv (Join-Path $TestDrive sunspots.csv) | Select-Object -First 30
        $model = New-RnnModel -Kind Lstm 1 3 1 -Seed 1
        $null = $rows | Optimize-RnnModel $model -Property SUNACTIVITY -Epoch 1
        $reduction = $_
        function Get-Loss($Model) { ($rows | Invoke-RnnForward $Model -Property SUNACTIVITY | Measure-RnnLoss -TargetProperty SUNACTIVITY -Reduction $reduction).Value }

        $gradients = $rows | Get-RnnGradient $model -Reduction $reduction
        foreach ($name in 'Layers[0].RecurrentWeights', 'OutputWeights') {
            $slope = foreach ($change in 1e-4, -1e-4) {
                $moved = Copy-RnnModel $model
                $moved.SetWeight($name, 1, 0, $model.WeightOf($name)[1, 0] + $change)
                Get-Loss $moved
            }

            $gradient = ($gradients | Where-Object Name -eq $name).Gradient[1, 0]
            Assert-Close 1 ((($slope[0] - $slope[1]) / 2e-4) / $gradient) 1e-6
        }
    }

    It 'gets dLoss/dState, dLoss/dInput and dLoss/dInitialState by the chain rule' {
        $states = Get-RnnGradient $example -Input 1, 2 -Target 1.5, 2.7 -Of State
        $inputs = Get-RnnGradient $example -Input 1, 2 -Target 1.5, 2.7 -Of Input
        $initial = Get-RnnGradient $example -Input 1, 2 -Target 1.5, 2.7 -Of InitialState

        # The error of the last output times its weights, then back through tanh.
        $error1 = 2 * (2.727071008233731 - 2.7)
        Assert-Close ($error1 * 1), ($error1 * 2) $states[1].Gradient 1e-12
        $states.Step | Should -Be 0, 1
        $delta = 0, 1 | ForEach-Object { $states[1].Gradient[$_] * (1 - [Math]::Pow($states[1].State[$_], 2)) }
        $weights = $example.Layers[0].InputWeights[0]
        Assert-Close ($delta[0] * $weights[0] + $delta[1] * $weights[1]) $inputs[1].Gradient[0] 1e-12
        $inputs[1].Input | Should -Be 2
        $initial | Should -HaveCount 1
        $initial.Step | Should -BeNullOrEmpty
        $initial.State | Should -Be 0, 0
        $initial.CellState | Should -BeNullOrEmpty
        (Get-RnnGradient $example -Input 1, 2 -Target 1.5, 2.7 -Of InitialState -InitialState (1, 2)).State | Should -Be 1, 2
    }

    It 'stops the gradient at the borders of chunks, and carries the state' {
        $model = New-RnnModel -Kind Lstm 1 3 1 -Seed 1
        $whole = Get-RnnGradient $model -Input (1..6) -Target 1 -Last -Of State
        $truncated = Get-RnnGradient $model -Input (1..6) -Target 1 -Last -Of State -TruncatedLength 2

        Assert-Close $whole.State $truncated.State 1e-15
        $truncated.Norm.ForEach({ $_ -gt 0 }) | Should -Be $false, $false, $false, $false, $true, $true
        Assert-Close $whole[4..5].Norm $truncated[4..5].Norm 1e-15
        Assert-Close (Get-Number (Get-RnnGradient $model -Input (1..6) -Target (1..6))) (Get-Number (Get-RnnGradient $model -Input (1..6) -Target (1..6) -TruncatedLength 6)) 1e-15
    }

    It 'has one set for each sequence, and with -Total their sum or mean' {
        $sequences = (New-RnnSequence -Input 1, 2 -Key a), (New-RnnSequence -Input 1, 2, 3 -Key b)
        $each = Get-RnnGradient $example -Input $sequences -Target (1, 2), (3, 4, 5)
        $sum = Get-RnnGradient $example -Input $sequences -Target (1, 2), (3, 4, 5) -Total
        $mean = Get-RnnGradient $example -Input $sequences -Target (1, 2), (3, 4, 5) -Total -Reduction Mean

        ($each | Group-Object Sequence).Name | Should -Be a, b
        ($sum | Group-Object Sequence).Name | Should -Be a, b, Total
        Assert-Close (Get-Sum $each) (Get-Sum $sum.Where({ $_.Sequence -eq 'Total' })) 1e-12
        Assert-Close (Get-Sum $each).ForEach({ $_ / 5 }) (Get-Sum $mean.Where({ $_.Sequence -eq 'Total' })) 1e-12
    }

    It 'takes classes, weights, masks and tokens as the training does' {
        $rows = @(@{ x = 1; c = 'up'; w = 1 }, @{ x = 2; c = 'down'; w = 3 }, @{ x = 3; c = 'up'; w = 0 })
        $classifier = New-RnnModel 1 3 2 -Seed 1
        $weighted = $rows | Get-RnnGradient $classifier -Property x -TargetProperty c -WeightProperty w -Loss SoftmaxCrossEntropy -PerLoss
        $plain = $rows | Get-RnnGradient $classifier -Property x -TargetProperty c -Loss SoftmaxCrossEntropy -PerLoss

        ($weighted | Group-Object LossStep).Name | Should -Be 0, 1
        Assert-Close $plain.Where({ $_.LossStep -eq 1 }).Norm.ForEach({ 3 * $_ }) $weighted.Where({ $_.LossStep -eq 1 }).Norm 1e-12

        $masked = @{ x = 1; y = 1; m = 1 }, @{ x = 2; y = 1; m = 0 }, @{ x = 3; y = 1; m = 1 } |
            Get-RnnGradient $example -Property x -TargetProperty y -MaskProperty m -Of Input
        $masked.Step | Should -Be 0, 2
        $masked[0].Features | Should -Be x

        $tokens = New-RnnModel -VocabularySize 5 -EmbeddingSize 3 -HiddenSize 2 -OutputSize 1 -Seed 1
        $ofInput = Get-RnnGradient $tokens -Input 1, 4, 1 -Target 0, 1, 0 -Of Input
        $embedding = Get-RnnGradient $tokens -Input 1, 4, 1 -Target 0, 1, 0 | Where-Object Name -eq EmbeddingWeights
        $ofInput[1].Input | Should -Be 4
        Assert-Close $ofInput[1].Gradient $embedding.Gradient[4] 1e-15
        # Token 1 is read twice.
        Assert-Close (0..2).ForEach({ $ofInput[0].Gradient[$_] + $ofInput[2].Gradient[$_] }) $embedding.Gradient[1] 1e-15
    }

    It 'reports a sequence that it can''t use, and goes on' {
        $outcome = Get-Outcome {
            (New-RnnSequence -Input @{ x = 1; y = 2 }, @{ x = ''; y = 3 } -Property x, y -Key gap),
            (New-RnnSequence -Input @{ x = 1; y = 2 }, @{ x = 2; y = 3 } -Property x, y -Key good) |
                Get-RnnGradient $example -Property x -TargetProperty y -Total
        }

        $outcome.Terminated | Should -BeFalse
        ($outcome.Output | Group-Object Sequence).Name | Should -Be good, Total
        $outcome.Errors | Get-ErrorId | Should -Be RnnMissingValue
    }

    It 'ends early with the pipeline' {
        (1..2000 | Get-RnnGradient $example -PerLoss | Select-Object -First 1).LossStep | Should -Be 0
    }
}

Describe 'A parameter of Get-RnnGradient that is bad: <Script>' -ForEach @(
    @{ Script = { Get-RnnGradient $example -Input 1, 2 -Target 1, 2 -Of Input -PerStep }; Id = 'RnnParameters'; Value = '-PerStep', '-Of Input'; Remedy = 'leave -PerStep out' }
    @{ Script = { Get-RnnGradient $example -Input 1, 2 -Target 1, 2 -Of State -Total }; Id = 'RnnParameters'; Value = '-Total', '-Of State'; Remedy = 'leave -Total out' }
    @{ Script = { Get-RnnGradient $example -Input 1, 2 -Target 1, 2 -PerStep -Total }; Id = 'RnnParameters'; Value = '-PerStep', '-Total'; Remedy = 'leave one of the two out' }
    @{ Script = { Get-RnnGradient $example -Input 1, 2 -Target 1, 2 -PerLoss -Total }; Id = 'RnnParameters'; Value = '-PerLoss', '-Total'; Remedy = 'leave one of the two out' }
    @{ Script = { Get-RnnGradient $example -Input 1, 2 -Target 1, 2 -TruncatedLength 0 }; Id = 'ParameterArgumentValidationError'; Value = 'TruncatedLength', '0'; Remedy = 'greater than or equal to 1' }
    @{ Script = { Get-RnnGradient (New-RnnModel 1 2 1 -Direction Reverse -Seed 1) -Input 1, 2 -Target 1, 2 -TruncatedLength 1 }; Id = 'RnnDirection'; Value = 'reverse'; Remedy = 'leave -TruncatedLength out' }
    @{ Script = { Get-RnnGradient $example -Input 1, 2 -Target 1, 2 -Of Gradient }; Id = 'CannotConvertArgumentNoMessage'; Value = 'Gradient'; Remedy = 'Weight' }
    @{ Script = { Get-RnnGradient $example -Input 1, 2 -Target 1, 2 -Last }; Id = 'RnnTargetLength'; Value = '1 sequence', '2 targets'; Remedy = 'one target for each' }
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
