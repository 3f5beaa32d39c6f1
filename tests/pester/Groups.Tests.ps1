param([string] $ModulePath = (Join-Path $PSScriptRoot '../../module/RnnPS'))

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    Import-TestedModule $ModulePath

    # All that a run says of its steps, with all digits.
    function Get-Trace($Steps) {
        foreach ($step in $Steps) { "$($step.Sequence)/$($step.Step): $($step.State.ToArray().ForEach('ToString', 'R'))" }
    }

    $forward = New-RnnModel -Kind Lstm 1 3, 2 1 -Seed 1
    $both = New-RnnModel -Kind Gru 1 3, 2 1 -Direction Bidirectional, Forward -Seed 2
    $rows = 'key,x', 'a,1', 'b,-1', 'a,2', 'c,5', 'b,0.5', 'a,-3', 'b,0' | ConvertFrom-Csv
    $sequences = (New-RnnSequence -Input 1, 2, -3 -Key a), (New-RnnSequence -Input -1, 0.5, 0 -Key b), (New-RnnSequence -Input 5 -Key c)
}

Describe '-GroupBy of a forward model' {
    It 'emits in the order that the rows come in, with a state for each group and its own count of steps' {
        $steps = $rows | Invoke-RnnForward $forward -Property x -GroupBy key

        $steps.Sequence | Should -Be a, b, a, c, b, a, b
        $steps.Step | Should -Be 0, 0, 1, 0, 1, 2, 2
        $alone = $sequences | ForEach-Object { $_ | Invoke-RnnForward $forward }
        Get-Trace ($steps | Sort-Object Sequence, Step) | Should -Be (Get-Trace $alone)
    }

    It 'emits each step before the next row goes in' {
        $log = [Collections.Generic.List[string]]::new()
        $rows[0..2] | ForEach-Object { $log.Add("in $($_.key)"); $_ } | Invoke-RnnForward $forward -Property x -GroupBy key |
            ForEach-Object { $log.Add("out $($_.Sequence)") }

        $log | Should -Be 'in a', 'out a', 'in b', 'out b', 'in a', 'out a'
    }

    It 'gives the same of a list as parameter' {
        $steps = Invoke-RnnForward $forward -Property x -GroupBy key -Input $rows

        Get-Trace $steps | Should -Be (Get-Trace ($rows | Invoke-RnnForward $forward -Property x -GroupBy key))
    }

    It 'comes out group by group with -Batch, in the order of their first rows, with all digits' {
        $steps = $rows | Invoke-RnnForward $forward -Property x -GroupBy key -Batch

        $steps.Sequence | Should -Be a, a, a, b, b, b, c
        Get-Trace $steps | Should -Be (Get-Trace ($sequences | ForEach-Object { $_ | Invoke-RnnForward $forward }))
    }

    It 'keeps the row of each step' {
        ($rows | Invoke-RnnForward $forward -Property x -GroupBy key).Source.x | Should -Be $rows.x
        ($rows | Invoke-RnnForward $forward -Property x -GroupBy key -Batch).Source.x | Should -Be 1, 2, -3, -1, 0.5, 0, 5
    }

    It 'takes hashtables, numbers as keys, and keys that differ in type' {
        $steps = @{ k = 1; x = 1 }, @{ k = '1'; x = 1 }, @{ k = 1; x = 1 } | Invoke-RnnForward $forward -Property x -GroupBy k

        $steps[0].Sequence | Should -BeOfType [int]
        $steps.Step | Should -Be 0, 0, 1
    }

    It 'cuts each group to -MaxLength, and reads the others on' {
        $first = $rows | Invoke-RnnForward $forward -Property x -GroupBy key -MaxLength 2
        $newest = $rows | Invoke-RnnForward $forward -Property x -GroupBy key -MaxLength 2 -Keep Newest

        "$($first | ForEach-Object { "$($_.Sequence)$($_.Step)" })" | Should -Be 'a0 b0 a1 c0 b1'
        "$($newest | ForEach-Object { "$($_.Sequence)$($_.Step)" })" | Should -Be 'a1 a2 b1 b2 c0'
        Get-Trace ($newest | Select-Object -Last 1) | Should -Be (Get-Trace ($sequences[2] | Invoke-RnnForward $forward))
    }

    It 'starts each group from -InitialState' {
        $state = New-RnnState $forward -Value (0.5, -0.5, 0.25), (1, -1) -CellState (1, 2, 3), (0.5, 0.5)
        $steps = $rows | Invoke-RnnForward $forward -Property x -GroupBy key -InitialState $state
        $alone = $sequences | ForEach-Object { $_ | Invoke-RnnForward $forward -InitialState $state }

        Get-Trace ($steps | Sort-Object Sequence, Step) | Should -Be (Get-Trace $alone)
        Get-Trace ($rows | Invoke-RnnForward $forward -Property x -GroupBy key -InitialState $state -Batch) | Should -Be (Get-Trace $alone)
        $state.StepCount | Should -Be 0
    }

    It 'stops early with Select-Object -First, and the commands upstream with it' {
        $asked = [ref] 0
        $steps = $rows | ForEach-Object { $asked.Value++; $_ } | Invoke-RnnForward $forward -Property x -GroupBy key | Select-Object -First 3

        $steps.Sequence | Should -Be a, b, a
        $asked.Value | Should -Be 3
    }

    It 'gives one step a group with -Last, in the order of their first rows' {
        $steps = $rows | Invoke-RnnForward $forward -Property x -GroupBy key -Last

        $steps.Sequence | Should -Be a, b, c
        $steps.Step | Should -Be 2, 2, 0
        Get-Trace $steps | Should -Be (Get-Trace ($sequences | ForEach-Object { $_ | Invoke-RnnForward $forward | Select-Object -Last 1 }))
    }
}

Describe '-GroupBy of a model that reads backward' {
    It 'runs each group when it is whole, group by group' {
        $steps = $rows | Invoke-RnnForward $both -Property x -GroupBy key

        $steps.Sequence | Should -Be a, a, a, b, b, b, c
        Get-Trace $steps | Should -Be (Get-Trace ($sequences | ForEach-Object { $_ | Invoke-RnnForward $both }))
    }

    It 'has another first step than of the first row alone, since it has read the rest' {
        $step = ($rows | Invoke-RnnForward $both -Property x -GroupBy key)[0]

        $step.Output | Should -Not -Be ($rows[0] | Invoke-RnnForward $both -Property x -GroupBy key).Output
    }
}

Describe 'A bad row of a group' {
    It 'is left out of its group alone, whose later steps keep their number and the numbers that they have without it: <Name>' -ForEach @(
        @{ Name = 'in arrival order'; More = @{}; Backward = $false }
        @{ Name = '-Batch'; More = @{ Batch = $true }; Backward = $false }
        @{ Name = 'a model that reads backward'; More = @{}; Backward = $true }
    ) {
        $model = $Backward ? $both : $forward
        $bad = 'key,x,y', 'a,1,0', 'b,7,0', 'a,,0', 'b,8,0', 'a,2,0' | ConvertFrom-Csv
        $good = $bad | Where-Object x
        $outcome = Get-Outcome { $bad | Invoke-RnnForward $model -Property x -GroupBy key @More }
        $steps = $outcome.Output | Sort-Object Sequence -Stable
        $expected = $good | Invoke-RnnForward $model -Property x -GroupBy key @More | Sort-Object Sequence -Stable

        $outcome.Errors | Get-ErrorId | Should -Be RnnMissingValue
        $outcome.Errors[0].Exception.Message | Should -Match '^Step 1 of sequence a: .* x is missing'
        $steps.Sequence | Should -Be a, a, b, b
        $steps.Step | Should -Be 0, 2, 0, 1
        $steps.Output | Should -Be $expected.Output
    }
}

Describe 'Many sequences at once: <Kind>' -ForEach @(
    @{ Kind = 'a stack of LSTM'; Backward = $false }
    @{ Kind = 'a bidirectional GRU below a forward one'; Backward = $true }
) {
    BeforeAll {
        $model = $Backward ? $both : $forward
        # Of several lengths, none in the order of its length.
        $many = foreach ($i in 1..23) { New-RnnSequence -Input (1..(($i * 7) % 11 + 1) | ForEach-Object { [Math]::Sin($_ * $i) }) -Key "s$i" }
        $alone = Get-Trace ($many | ForEach-Object { $_ | Invoke-RnnForward $model })
    }

    It 'has the numbers of one by one, with all digits and in their order: -Batch' {
        Get-Trace ($many | Invoke-RnnForward $model -Batch) | Should -Be $alone
    }

    It 'has the numbers of one by one, with all digits and in their order: a list as parameter' {
        Get-Trace (Invoke-RnnForward $model -Input $many) | Should -Be $alone
        Get-Trace (Invoke-RnnForward $model -Input $many -Batch) | Should -Be $alone
    }

    It 'has the numbers of one by one on the pipeline, without -Batch' {
        Get-Trace ($many | Invoke-RnnForward $model) | Should -Be $alone
    }

    It 'gives the last step of each with -Last, with all digits' {
        $expected = Get-Trace ($many | ForEach-Object { $_ | Invoke-RnnForward $model | Select-Object -Last 1 })

        Get-Trace ($many | Invoke-RnnForward $model -Last) | Should -Be $expected
        Get-Trace ($many | Invoke-RnnForward $model -Last -Batch) | Should -Be $expected
        Get-Trace (Invoke-RnnForward $model -Input $many -Last) | Should -Be $expected
    }

    It 'cuts each before it runs: -MaxLength 3 -Keep <_>' -ForEach 'First', 'Newest' {
        $keep = $_
        $cut = foreach ($sequence in $many) {
            $length = [Math]::Min(3, $sequence.Length)
            $sequence.Slice(($keep -eq 'First' ? 0 : $sequence.Length - $length), $length)
        }

        Get-Trace ($many | Invoke-RnnForward $model -Batch -MaxLength 3 -Keep $keep) | Should -Be (Get-Trace ($cut | Invoke-RnnForward $model))
        Get-Trace ($many | Invoke-RnnForward $model -Last -MaxLength 3 -Keep $keep) | Should -Be (Get-Trace ($cut | Invoke-RnnForward $model -Last))
    }

    It 'starts each from -InitialState, which is not advanced' {
        $state = New-RnnState $model -Value 0.5, -0.5, 0.25
        $expected = Get-Trace ($many | ForEach-Object { $_ | Invoke-RnnForward $model -InitialState $state })

        Get-Trace ($many | Invoke-RnnForward $model -Batch -InitialState $state) | Should -Be $expected
        $expected | Should -Not -Be $alone
        $state.Values[0].ToArray() | Should -Be 0.5, -0.5, 0.25
    }
}

Describe 'A gap in a sequence: <Name>' -ForEach @(
    @{ Name = 'alone'; More = @{}; Backward = $false }
    @{ Name = 'in a batch'; More = @{ Batch = $true }; Backward = $false }
    @{ Name = 'of a model that reads backward'; More = @{}; Backward = $true }
    @{ Name = 'of such a model in a batch'; More = @{ Batch = $true }; Backward = $true }
) {
    BeforeAll {
        $model = $Backward ? $both : $forward
        $gap = New-RnnSequence -Input 1, '', '', -2, 3 -Key gap
        $whole = New-RnnSequence -Input 1, -2, 3 -Key gap
        $other = New-RnnSequence -Input 5, 6 -Key other
        $outcome = Get-Outcome { $gap, $other | Invoke-RnnForward $model @More }
    }

    It 'is an error of each row, and no other is lost' {
        $outcome.Terminated | Should -BeFalse
        $outcome.Errors | Get-ErrorId | Should -Be RnnMissingValue, RnnMissingValue
        $outcome.Errors[1].Exception.Message | Should -Match '^Step 2 of sequence gap'
        $outcome.Output.Sequence | Should -Be gap, gap, gap, other, other
        $outcome.Output.Step | Should -Be 0, 3, 4, 0, 1
    }

    It 'leaves the numbers of the other rows as without it' {
        $outcome.Output.Output | Should -Be ($whole, $other | Invoke-RnnForward $model @More).Output
    }

    It 'at the end leaves -Last the last good row' {
        $end = New-RnnSequence -Input 1, 2, '' -Key end
        $last = (Get-Outcome { $end, $other | Invoke-RnnForward $model -Last @More }).Output

        $last.Step | Should -Be 1, 1
        $last[0].Output | Should -Be (New-RnnSequence -Input 1, 2 | Invoke-RnnForward $model -Last @More).Output
    }
}

Describe 'A masked step: <Name>' -ForEach @(
    @{ Name = 'alone'; More = @{}; Backward = $false }
    @{ Name = 'in a batch'; More = @{ Batch = $true }; Backward = $false }
    @{ Name = 'of a model that reads backward'; More = @{}; Backward = $true }
) {
    It 'keeps the state, and the steps around it have the numbers that they have without it' {
        $model = $Backward ? $both : $forward
        $values = (New-RnnSequence -Input 1, 99, -2).Values
        $masked = [RnnPS.RnnSequence]::new('m', $values, $null, $null, $null, $null, [bool[]] ($true, $false, $true))
        $steps = $masked, (New-RnnSequence -Input 4 -Key other) | Invoke-RnnForward $model @More
        $without = New-RnnSequence -Input 1, -2 | Invoke-RnnForward $model @More

        $steps.Step | Should -Be 0, 1, 2, 0
        $steps[1].Input | Should -Be 99
        $steps[0, 2].Output | Should -Be $without.Output
        if (-not $Backward) {
            $steps[1].State.ToArray() | Should -Be $steps[0].State.ToArray()
            $steps[1].Output | Should -Be $steps[0].Output
        }
    }
}

Describe 'Timesteps and sequences in one call' {
    It 'run each by itself, in their order, and a sequence ends the timesteps before it' {
        $steps = 1, 2, $sequences[1], 3 | Invoke-RnnForward $forward

        $steps.Sequence | Should -Be 0, 0, b, b, b, 0
        $steps.Step | Should -Be 0, 1, 0, 1, 2, 0
        $expected = @(1, 2 | Invoke-RnnForward $forward) + @($sequences[1] | Invoke-RnnForward $forward) + @(3 | Invoke-RnnForward $forward)
        Get-Trace $steps | Should -Be (Get-Trace $expected)
    }

    It 'give the same <Name>' -ForEach @(
        @{ Name = 'with -Batch'; More = @{ Batch = $true }; List = $false }
        @{ Name = 'of a list as parameter'; More = @{}; List = $true }
        @{ Name = 'of a list with -Batch'; More = @{ Batch = $true }; List = $true }
    ) {
        $mixture = 1, 2, $sequences[1], 3
        $steps = $List ? (Invoke-RnnForward $forward -Input $mixture @More) : ($mixture | Invoke-RnnForward $forward @More)

        Get-Trace $steps | Should -Be (Get-Trace ($mixture | Invoke-RnnForward $forward))
    }

    It 'of a model that reads backward run each when it is whole' {
        $steps = 1, 2, $sequences[1], 3 | Invoke-RnnForward $both
        $expected = @(1, 2 | Invoke-RnnForward $both) + @($sequences[1] | Invoke-RnnForward $both) + @(3 | Invoke-RnnForward $both)

        Get-Trace $steps | Should -Be (Get-Trace $expected)
    }

    It 'carry -State over all of them' {
        $state = New-RnnState $forward
        $steps = 1, 2, $sequences[1], 3 | Invoke-RnnForward $forward -State $state
        $one = 1, 2, -1, 0.5, 0, 3 | Invoke-RnnForward $forward

        $steps.Output | Should -Be $one.Output
        $state.StepCount | Should -Be 6
        $state.Value.ToArray() | Should -Be $one[-1].State.ToArray()
    }

    It 'carry -State over all of a list as parameter, too' {
        $state = New-RnnState $forward

        (Invoke-RnnForward $forward -Input 1, 2, $sequences[1], 3 -State $state).Output |
            Should -Be (1, 2, -1, 0.5, 0, 3 | Invoke-RnnForward $forward).Output
    }

    It 'are each cut to -MaxLength' {
        $steps = Invoke-RnnForward $forward -Input 1, 2, $sequences[1], 3 -MaxLength 1

        $steps.Sequence | Should -Be 0, b, 0
        $steps.Input | Should -Be 1, -1, 3
    }

    It 'are each cut to their newest: -Keep Newest' {
        $steps = 1, 2, $sequences[1], 3 | Invoke-RnnForward $forward -MaxLength 1 -Keep Newest

        $steps.Input | Should -Be 2, 0, 3
        $steps.Step | Should -Be 1, 2, 0
    }
}

Describe '-Last' {
    It 'is the last of bare timesteps: <Name>' -ForEach @(
        @{ Name = 'on the pipeline'; Script = { 1, 2, 3 | Invoke-RnnForward $model -Last } }
        @{ Name = 'in a parameter'; Script = { Invoke-RnnForward $model -Input 1, 2, 3 -Last } }
        @{ Name = 'with -Batch'; Script = { 1, 2, 3 | Invoke-RnnForward $model -Last -Batch } }
        @{ Name = 'cut to the first three'; Script = { 1, 2, 3, 4, 5 | Invoke-RnnForward $model -Last -MaxLength 3 } }
        @{ Name = 'of more than a chunk, cut'; Script = { Invoke-RnnForward $model -Input (@(1, 2, 3) + @(9) * 1000) -Last -MaxLength 3 } }
    ) {
        foreach ($model in $forward, $both) {
            $expected = (1, 2, 3 | Invoke-RnnForward $model)[2]
            $last = & $Script

            @($last) | Should -HaveCount 1
            Get-Trace $last | Should -Be (Get-Trace $expected)
        }
    }

    It 'is the last of the newest, with its own number' {
        $last = 9, 9, 1, 2, 3 | Invoke-RnnForward $forward -Last -MaxLength 3 -Keep Newest

        $last.Step | Should -Be 4
        $last.Output | Should -Be (1, 2, 3 | Invoke-RnnForward $forward)[2].Output
    }

    It 'is the last of thousands of timesteps' {
        $x = 1..2000 | ForEach-Object { [Math]::Sin($_) }

        Get-Trace ($x | Invoke-RnnForward $forward -Last) | Should -Be (Get-Trace ($x | Invoke-RnnForward $forward | Select-Object -Last 1))
    }

    It 'advances -State over all that it runs' {
        $state = New-RnnState $forward
        $last = 1, 2, 3 | Invoke-RnnForward $forward -State $state -Last

        $state.StepCount | Should -Be 3
        $state.Value.ToArray() | Should -Be $last.State.ToArray()
    }
}

Describe '-Precision Single of <Kind>' -ForEach @(
    @{ Kind = 'Elman' }
    @{ Kind = 'Lstm' }
    @{ Kind = 'Gru' }
) {
    It 'agrees with Double to 1e-5, and not exactly, in the state and the output' {
        $model = New-RnnModel -Kind $Kind 1 16, 8 2 -Direction Bidirectional, Forward -Seed 5
        $double = Invoke-RnnForward $model -Input 0.1, -0.7, 1.3
        $single = Invoke-RnnForward $model -Input 0.1, -0.7, 1.3 -Precision Single

        foreach ($t in 0..2) {
            foreach ($name in 'State', 'Output') {
                $expected = $double[$t].$name.ToArray()
                $actual = $single[$t].$name.ToArray()
                for ($i = 0; $i -lt $expected.Count; $i++) { [Math]::Abs($actual[$i] - $expected[$i]) | Should -BeLessThan 1e-5 }
                $actual | Should -Not -Be $expected
                # What it holds is single precision, and no double.
                $actual | Should -Be $actual.ForEach([float]).ForEach([double])
            }
        }
    }

    It 'is the same step by step, from a list, in a batch, and from a carried state' {
        $model = New-RnnModel -Kind $Kind 1 8 1 -Seed 5
        $one = Get-Trace (0.1, -0.7, 1.3 | Invoke-RnnForward $model -Precision Single)
        $state = New-RnnState $model
        $calls = @(0.1, -0.7 | Invoke-RnnForward $model -Precision Single -State $state) + @(1.3 | Invoke-RnnForward $model -Precision Single -State $state)

        Get-Trace (Invoke-RnnForward $model -Input 0.1, -0.7, 1.3 -Precision Single) | Should -Be $one
        Get-Trace (0.1, -0.7, 1.3 | Invoke-RnnForward $model -Precision Single -Batch) | Should -Be $one
        $calls.Output | Should -Be (0.1, -0.7, 1.3 | Invoke-RnnForward $model -Precision Single).Output
    }
}
