param([string] $ModulePath = (Join-Path $PSScriptRoot '../../module/RnnPS'))

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    Import-TestedModule $ModulePath
}

Describe 'The starting example' {
    It 'needs no model: Invoke-RnnForward -Input 1,2' {
        $steps = Invoke-RnnForward -Input 1, 2

        $steps | Should -HaveCount 2
        $steps.Step | Should -Be 0, 1
        $steps.Input | Should -Be 1, 2
    }

    It 'has at step <Step> the state and the output that one computes by hand' -ForEach @(
        @{ Step = 0; PreActivation = 0.6, 0.5; State = 0.5370495669980352, 0.46211715726000974; Output = 1.5612838815180548 }
        @{ Step = 1; PreActivation = 1.2923401038778066, 1.3922567763036109; State = 0.8597381843462615, 0.8836664119437349; Output = 2.727071008233731 }
    ) {
        $actual = (Invoke-RnnForward -Input 1, 2)[$Step]

        Assert-Close $PreActivation $actual.PreActivation
        Assert-Close $State $actual.State
        Assert-Close $Output $actual.Output
    }

    It 'is the model that one builds from its weights' {
        $cell = New-RnnCell -Weight (0.1, 0.2), (0.3, 0.4), (0.5, 0.6) -Bias 0.1, -0.1
        $model = New-RnnModel -Cell $cell -OutputWeight 1.0, 2.0 -OutputBias 0.1

        (Invoke-RnnForward $model -Input 1, 2).Output | Should -Be (Invoke-RnnForward -Input 1, 2).Output
    }

    It 'belongs to no sequence and has no source row: Sequence is 0, Source is null' {
        $step = Invoke-RnnForward -Input 1

        $step.Sequence | Should -Be 0
        $step.Source | Should -BeNullOrEmpty
    }
}

Describe 'What can go in' {
    It 'gives the two steps of the starting example for:<_>' -ForEach @(
        { Invoke-RnnForward -Input 1, 2 }
        { Invoke-RnnForward -InputObject 1, 2 }
        { 1, 2 | Invoke-RnnForward }
        { 1..2 | Invoke-RnnForward }
        { '1', '2.0' | Invoke-RnnForward }
        { Invoke-RnnForward -Input '1', ' 2e0 ' }
        { Invoke-RnnForward -Input ([double[]] (1, 2)) }
        { Invoke-RnnForward -Input ([Collections.Generic.List[int]] (1, 2)) }
        { [decimal] 1, [single] 2 | Invoke-RnnForward }
        { (, 1), (, 2) | Invoke-RnnForward }
        { Invoke-RnnForward -Input (, 1), (, 2) }
        { 1, 2 | ForEach-Object { [pscustomobject]@{ x = $_ } } | Invoke-RnnForward -Property x }
        { 1, 2 | ForEach-Object { @{ x = "$_" } } | Invoke-RnnForward -Property X }
        { "x`n1`n2" | ConvertFrom-Csv | Invoke-RnnForward -Property x }
        { Invoke-RnnForward -Property x -Input ([pscustomobject]@{ x = 1 }), @{ x = 2 } }
        { New-RnnSequence -Input 1, 2 | Invoke-RnnForward }
        { 1, 2 | New-RnnSequence | Invoke-RnnForward }
        { Invoke-RnnForward -Input (New-RnnSequence -Input 1, 2) }
        { Invoke-RnnForward ([RnnPS.RnnModel]::StartingExample()) -Input 1, 2 }
        { 1, 2 | Invoke-RnnForward -Model ([RnnPS.RnnModel]::StartingExample()) }
    ) {
        $steps = & $_

        $steps.Step | Should -Be 0, 1
        Assert-Close 1.5612838815180548, 2.727071008233731 $steps.Output
    }

    Context 'With a model of two inputs' {
        BeforeAll {
            $pair = New-RnnModel -InputSize 2 -HiddenSize 3 -OutputSize 1 -Seed 1
        }

        It 'takes as <Count> timestep(s):<Script>' -ForEach @(
            @{ Script = { , (1, 2) | Invoke-RnnForward $pair }; Count = 1 }
            @{ Script = { (1, 2), (3, 4) | Invoke-RnnForward $pair }; Count = 2 }
            @{ Script = { Invoke-RnnForward $pair -Input (1, 2), (3, 4) }; Count = 2 }
            @{ Script = { Invoke-RnnForward $pair -Input (, (1, 2)) }; Count = 1 }
            @{ Script = { [pscustomobject]@{ b = 2; a = 1 } | Invoke-RnnForward $pair -Property a, b }; Count = 1 }
        ) {
            $steps = @(& $Script)

            $steps | Should -HaveCount $Count
            $steps[0].Input.ToArray() | Should -Be 1, 2
            $steps[0].Output | Should -Be (Invoke-RnnForward $pair -Input (1, 2), (3, 4))[0].Output
        }

        It 'shows several inputs as a vector and one output as a plain number' {
            $step = Invoke-RnnForward $pair -Input (, (1, 2))

            $step.Input | Should -HaveCount 2
            $step.Output | Should -BeOfType [double]
        }
    }

    It 'takes a cell for a model, whose output is its state' {
        $step = Invoke-RnnForward -Cell (New-RnnCell -InputSize 1 -HiddenSize 3 -Seed 5) -Input 1

        $step.Output.ToArray() | Should -Be $step.State.ToArray()
        $step.Output | Should -HaveCount 3
    }

    It 'takes the vectors of one run as the timesteps of another' {
        $states = 1, 2 | Invoke-RnnForward | ForEach-Object { , $_.State }
        $next = New-RnnModel -InputSize 2 -HiddenSize 3 -OutputSize 1 -Seed 1

        ($states | Invoke-RnnForward $next)[1].Input.ToArray() | Should -Be $states[1].ToArray()
    }

    It 'keeps the whole row with each step, with its dates and targets' {
        $steps = "day,x`nMonday,1`nTuesday,2" | ConvertFrom-Csv | Invoke-RnnForward -Property x

        $steps.Source.day | Should -Be 'Monday', 'Tuesday'
    }

    It 'reads numbers the same way on a machine with another culture' {
        $culture = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = 'de-DE'
            '{0:0.0}' -f 1.5 | Should -Be '1,5'
            ('1.5' | Invoke-RnnForward).Input | Should -Be 1.5
        }
        finally {
            [cultureinfo]::CurrentCulture = $culture
        }
    }
}

Describe 'Streaming' {
    It 'emits each step before the next timestep is asked for' {
        $log = [Collections.Generic.List[string]]::new()
        1..3 | ForEach-Object { $log.Add("in $_"); $_ } | Invoke-RnnForward | ForEach-Object { $log.Add("out $($_.Input)") }

        $log | Should -Be 'in 1', 'out 1', 'in 2', 'out 2', 'in 3', 'out 3'
    }

    It 'gives the same bits by the pipeline, as a list and as a sequence' {
        $model = New-RnnModel -InputSize 1 -HiddenSize 16 -OutputSize 1 -Seed 1
        $streamed = (1..500 | Invoke-RnnForward $model).Output

        (Invoke-RnnForward $model -Input (1..500)).Output | Should -Be $streamed
        (1..500 | New-RnnSequence | Invoke-RnnForward $model).Output | Should -Be $streamed
    }

    It 'leaves a step that one has kept as it was while the run goes on' {
        $first = 1..100 | Invoke-RnnForward | Select-Object -First 1
        $all = 1..100 | Invoke-RnnForward

        $first.State.ToArray() | Should -Be $all[0].State.ToArray()
        $all[0].State.ToArray() | Should -Not -Be $all[99].State.ToArray()
    }
}

Describe 'Truncating with -MaxLength' {
    It 'keeps the first timesteps, and stops the commands upstream when it has them' {
        $asked = 0
        $steps = 1..1000 | ForEach-Object { $asked++; $_ } | Invoke-RnnForward -MaxLength 3

        $steps.Step | Should -Be 0, 1, 2
        $asked | Should -Be 3
    }

    It 'lets the commands downstream come to their end' {
        1..5 | Invoke-RnnForward -MaxLength 2 | ForEach-Object -Process { $_.Step } -End { 'end' } | Should -Be 0, 1, 'end'
    }

    It 'lets a script go on after the pipeline that it ended' {
        $after = & { $null = 1..5 | Invoke-RnnForward -MaxLength 2; 'next statement' }

        $after | Should -Be 'next statement'
    }

    It 'with -Keep Newest reads to the end, and the kept steps keep their own numbers' {
        $steps = 5, 5, 5, 1, 2 | Invoke-RnnForward -MaxLength 2 -Keep Newest

        $steps.Step | Should -Be 3, 4
        Assert-Close 1.5612838815180548, 2.727071008233731 $steps.Output
    }

    It 'cuts a list given as a parameter to steps <Expected> with -Keep <Keep>' -ForEach @(
        @{ Keep = 'First'; Expected = 0, 1 }
        @{ Keep = 'Newest'; Expected = 3, 4 }
    ) {
        (Invoke-RnnForward -Input (1..5) -MaxLength 2 -Keep $Keep).Step | Should -Be $Expected
    }

    It 'cuts each sequence to steps <Expected> with -Keep <Keep>, and goes on with the next' -ForEach @(
        @{ Keep = 'First'; Expected = 0, 1, 0 }
        @{ Keep = 'Newest'; Expected = 2, 3, 0 }
    ) {
        $a = New-RnnSequence -Input 1, 2, 3, 4 -Key a
        $b = New-RnnSequence -Input 5 -Key b
        $steps = $a, $b | Invoke-RnnForward -MaxLength 2 -Keep $Keep

        $steps.Step | Should -Be $Expected
        $steps.Sequence | Should -Be a, a, b
    }

    It 'changes nothing where there are fewer timesteps' {
        (1, 2 | Invoke-RnnForward -MaxLength 10).Output | Should -Be (1, 2 | Invoke-RnnForward).Output
        (1, 2 | Invoke-RnnForward -MaxLength 10 -Keep Newest).Output | Should -Be (1, 2 | Invoke-RnnForward).Output
    }
}

Describe 'Carrying a state with -State' {
    BeforeAll {
        $model = [RnnPS.RnnModel]::StartingExample()
    }

    It 'goes on where the last run stopped' {
        $state = New-RnnState $model
        $null = 1 | Invoke-RnnForward $model -State $state

        Assert-Close 2.727071008233731 (2 | Invoke-RnnForward $model -State $state).Output
    }

    It 'remembers nothing without it: every run starts from zeros' {
        $null = 1 | Invoke-RnnForward $model

        (1 | Invoke-RnnForward $model).Output | Should -Be (1 | Invoke-RnnForward $model).Output
        Assert-Close 1.5612838815180548 (1 | Invoke-RnnForward $model).Output
    }

    It 'is never off by one when the run is stopped early:<_>' -ForEach @(
        { 1..9 | Invoke-RnnForward $model -State $state | Select-Object -First 3 }
        { Invoke-RnnForward $model -Input (1..9) -State $state | Select-Object -First 3 }
        { New-RnnSequence -Input (1..9) | Invoke-RnnForward $model -State $state | Select-Object -First 3 }
        { 1..9 | Invoke-RnnForward $model -State $state -MaxLength 3 }
    ) {
        $state = New-RnnState $model
        $third = (& $_)[2]

        $state.StepCount | Should -Be 3
        $state.Value.ToArray() | Should -Be $third.State.ToArray()
    }

    It 'stays as it was for a bad timestep' {
        $state = New-RnnState $model
        $null = 1, 'abc' | Invoke-RnnForward $model -State $state -ErrorAction SilentlyContinue

        $state.StepCount | Should -Be 1
        Assert-Close 0.5370495669980352, 0.46211715726000974 $state.Value
    }

    It 'starts from the numbers of New-RnnState -Value' {
        $first = 1 | Invoke-RnnForward $model
        $state = New-RnnState $model -Value $first.State

        Assert-Close 2.727071008233731 (2 | Invoke-RnnForward $model -State $state).Output
    }
}

Describe 'Sequences' {
    It 'start from zeros one after the other, and their steps carry their keys' {
        $steps = (New-RnnSequence -Input 1, 2 -Key a), (New-RnnSequence -Input 1 -Key b) | Invoke-RnnForward

        $steps.Sequence | Should -Be a, a, b
        $steps.Step | Should -Be 0, 1, 0
        $steps[2].Output | Should -Be $steps[0].Output
    }

    It 'hold their values, the names of their features and the rows that they came from' {
        $sequence = "day,x,y`nMonday,1,2`nTuesday,3,4" | ConvertFrom-Csv | New-RnnSequence -Property y, x -Key week

        $sequence.Key | Should -Be 'week'
        $sequence.Length | Should -Be 2
        $sequence.FeatureCount | Should -Be 2
        $sequence.FeatureNames | Should -Be y, x
        $sequence.Values[1].ToArray() | Should -Be 4, 3
        $sequence.Source.day | Should -Be 'Monday', 'Tuesday'
    }

    It 'of two timesteps come from:<_>' -ForEach @(
        { New-RnnSequence -Input 1, 2 }
        { 1, 2 | New-RnnSequence }
        { (, 1), (, 2) | New-RnnSequence }
        { '1', '2' | New-RnnSequence }
        { @{ x = 1 }, @{ x = 2 } | New-RnnSequence -Property x }
    ) {
        $sequence = & $_

        $sequence | Should -BeOfType [RnnPS.RnnSequence]
        $sequence.Values | ForEach-Object { $_ } | Should -Be 1, 2
    }

    It 'keep a missing value as NaN, and the step it belongs to is an error when they are run' {
        $sequence = 1, '', 3 | New-RnnSequence
        $steps = $sequence | Invoke-RnnForward -ErrorVariable missing -ErrorAction SilentlyContinue

        [double]::IsNaN($sequence.Values[1][0]) | Should -BeTrue
        $steps.Step | Should -Be 0, 2
        $missing | Get-ErrorId | Should -Be 'RnnMissingValue'
    }
}
