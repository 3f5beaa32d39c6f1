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
        It 'gives one loss a sequence, each held against the same targets' {
            $losses = (New-RnnSequence -Input 1, 2 -Key a), (New-RnnSequence -Input 3, 4 -Key b) |
                Invoke-RnnForward (New-EchoModel) | Measure-RnnLoss -Target 1, 2

            $losses.Sequence | Should -Be a, b
            $losses.Total | Should -Be 0, 8
        }

        It 'gives one loss a sequence also where nobody gave them keys' {
            $losses = (New-RnnSequence -Input 1, 2), (New-RnnSequence -Input 3, 4) |
                Invoke-RnnForward (New-EchoModel) | Measure-RnnLoss -Target 1, 2

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
}
