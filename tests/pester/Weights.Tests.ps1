param([string] $ModulePath = (Join-Path $PSScriptRoot '../../module/RnnPS'))

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    Import-TestedModule $ModulePath
}

Describe 'Set-RnnWeight' {
    BeforeEach {
        $model = [RnnPS.RnnModel]::StartingExample()
    }

    It 'changes one number' {
        Set-RnnWeight $model Layers[0].RecurrentWeights 0.9 -Row 0 -Column 1
        $model.Layers[0].RecurrentWeights[0, 1] | Should -Be 0.9
        $model.Layers[0].RecurrentWeights[1, 1] | Should -Be 0.4
        # h(0) is the state after the input 1, and x is 2: 0.1 h0 + 0.3 h1 + 1.1 and 0.9 h0 + 0.4 h1 + 1.1.
        $h = Invoke-RnnForward $model -Input 1 | ForEach-Object State
        $step = Invoke-RnnForward $model -Input 1, 2 | Select-Object -Last 1
        Assert-Close (0.1 * $h[0] + 0.3 * $h[1] + 1.1), (0.9 * $h[0] + 0.4 * $h[1] + 1.1) $step.PreActivation.ToArray() 1e-14
    }

    It 'changes <Name> to <Value>' -ForEach @(
        @{ Name = 'Layers[0].InputWeights'; Value = { 3, 4 }; Expected = 3, 4 }
        @{ Name = 'layers[0].inputweights'; Value = { , (3, 4) }; Expected = 3, 4 }
        @{ Name = 'Layers[0].RecurrentWeights'; Value = { (1, 2), (3, 4) }; Expected = 1, 2, 3, 4 }
        @{ Name = 'Layers[0].Bias'; Value = { '0.5', '-1' }; Expected = 0.5, -1 }
        @{ Name = 'OutputWeights'; Value = { 7, 8 }; Expected = 7, 8 }
        @{ Name = 'OutputBias'; Value = { 9 }; Expected = , 9 }
    ) {
        $same = Set-RnnWeight $model $Name (& $Value) -PassThru
        [object]::ReferenceEquals($same, $model) | Should -BeTrue
        $model.WeightOf($Name) | ForEach-Object { $_ } | Should -Be $Expected
    }

    It 'takes the model from the pipeline, and the row alone' {
        $model | Set-RnnWeight -Name OutputWeights -Value 5 -Row 1
        $model.OutputWeights[1, 0] | Should -Be 5
    }

    It 'refuses <Because>' -ForEach @(
        @{ Because = 'an unknown name'; Do = { Set-RnnWeight $model Weights 1 }; Id = 'RnnUnknownWeight'; Text = '*expected one of Layers*OutputBias*' }
        @{ Because = 'another shape'; Do = { Set-RnnWeight $model OutputWeights 1, 2, 3 }; Id = 'RnnWeightShape'; Text = '*2×1*3×1*' }
        @{ Because = 'a flat list for a square'; Do = { Set-RnnWeight $model Layers[0].RecurrentWeights 1, 2, 3, 4 }; Id = 'RnnWeightShape'; Text = '*row or a column*' }
        @{ Because = 'a row that is not there'; Do = { Set-RnnWeight $model OutputWeights 1 -Row 2 }; Id = 'RnnUnknownWeight'; Text = '*[[]2, 0]*count from 0*' }
        @{ Because = 'several numbers for one'; Do = { Set-RnnWeight $model OutputWeights 1, 2 -Row 0 }; Id = 'RnnWeightShape'; Text = '*leave -Row and -Column out*' }
        @{ Because = 'an infinite number'; Do = { Set-RnnWeight $model OutputBias ([double]::PositiveInfinity) }; Id = 'RnnWeightNotFinite'; Text = '*finite*' }
        @{ Because = 'no number'; Do = { Set-RnnWeight $model OutputBias 'x' }; Id = 'RnnWeightNotANumber'; Text = '*x*' }
    ) {
        $before = $model.WeightNames | ForEach-Object { $model.WeightOf($_) | ForEach-Object { $_ } }
        $outcome = Get-Outcome $Do
        $outcome.Errors | Get-ErrorId | Should -Be $Id
        $outcome.Errors[0].Exception.Message | Should -BeLike $Text
        $model.WeightNames | ForEach-Object { $model.WeightOf($_) | ForEach-Object { $_ } } | Should -Be $before
    }

    It 'refuses a cell, which would be changed in a copy only' {
        { Set-RnnWeight (New-RnnCell 1 2 -Seed 1) Layers[0].Bias 1, 2 } | Should -Throw '*a cell, which can''t change*New-RnnModel -Cell*'
    }

    It 'completes the names of the model' {
        $global:weightModel = $model
        try {
            $text = 'Set-RnnWeight $weightModel Layers'
            (TabExpansion2 $text $text.Length).CompletionMatches.ListItemText | Should -Be 'Layers[0].InputWeights', 'Layers[0].RecurrentWeights', 'Layers[0].Bias'
        }
        finally {
            Remove-Variable weightModel -Scope Global
        }
    }
}
