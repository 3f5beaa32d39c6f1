param([string] $ModulePath = (Join-Path $PSScriptRoot '../../module/RnnPS'))

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    Import-TestedModule $ModulePath

    # Functions of a user, who tests them without the numbers of a network.
    function Get-Anomaly([double[]] $Reading, [double] $Limit) {
        Invoke-RnnForward -Input $Reading | Where-Object { [Math]::Abs($_.Output - $_.Input) -gt $Limit }
    }

    function Get-LastOutput {
        param([Parameter(ValueFromPipeline)] $Reading)

        begin { $all = @() }
        process { $all += $Reading }
        end { ($all | Invoke-RnnForward)[-1].Output }
    }

    function Save-Run([string] $From, [string] $To) {
        Import-RnnSequence -Path $From -Property x | Invoke-RnnForward | Export-RnnTrace -Path $To -Force
    }
}

Describe 'A user''s own function, tested with Pester''s Mock' {
    It 'takes the steps of a mocked Invoke-RnnForward -Input' {
        Mock Invoke-RnnForward {
            [pscustomobject]@{ Step = 0; Input = 1.0; Output = 1.1 }
            [pscustomobject]@{ Step = 1; Input = 2.0; Output = 9.9 }
        }

        (Get-Anomaly -Reading 1, 2 -Limit 1).Step | Should -Be 1
        Should -Invoke Invoke-RnnForward -Times 1 -Exactly
    }

    It 'can look at what was given, by -ParameterFilter and in the mock itself' {
        Mock Invoke-RnnForward { [pscustomobject]@{ Step = 7; Input = $InputObject[1]; Output = 100 } } -ParameterFilter {
            $InputObject.Count -eq 2
        }

        (Get-Anomaly -Reading 1, 2 -Limit 1).Input | Should -Be 2
        Should -Invoke Invoke-RnnForward -Times 1 -Exactly -ParameterFilter { $InputObject[0] -eq 1 -and $InputObject[1] -eq 2 }
    }

    It 'goes to the real command where the filter does not hold' {
        Mock Invoke-RnnForward { throw 'not this one' } -ParameterFilter { $InputObject.Count -gt 2 }

        (Get-Anomaly -Reading 1, 2 -Limit 0.7).Step | Should -Be 1
    }

    It 'works on the pipeline, too' {
        Mock Invoke-RnnForward { [pscustomobject]@{ Output = 10 * $InputObject } }

        1, 2, 3 | Get-LastOutput | Should -Be 30
    }

    It 'takes <Name> as the mocked command''s model' -ForEach @(
        @{ Name = 'a model'; Make = { [RnnPS.RnnModel]::StartingExample() }; Count = 11 }
        @{ Name = 'a cell'; Make = { New-RnnCell -InputSize 1 -HiddenSize 2 }; Count = 8 }
    ) {
        Mock Invoke-RnnForward { [pscustomobject]@{ Output = $Model.ParameterCount } }

        (Invoke-RnnForward (& $Make) -Input 1).Output | Should -Be $Count
    }

    It 'reads and writes no file where Import-RnnSequence and Export-RnnTrace are mocked' {
        Mock Import-RnnSequence { New-RnnSequence -Input 1, 2 -Key ([IO.Path]::GetFileNameWithoutExtension($Path)) }
        Mock Export-RnnTrace { }
        $to = Join-Path $TestDrive out.csv
        Save-Run -From none.csv -To $to

        Test-Path $to | Should -BeFalse
        Should -Invoke Import-RnnSequence -Times 1 -Exactly -ParameterFilter { $Path -eq 'none.csv' -and $Property -eq 'x' }
        Should -Invoke Export-RnnTrace -Times 2 -Exactly -ParameterFilter { $Path -eq $to -and $Force }
    }

    It 'can wrap Invoke-RnnForward in a function that has a parameter named InputObject' {
        function Invoke-Wrapped {
            param([Parameter(ValueFromPipeline)] $InputObject)
            process { Invoke-RnnForward -InputObject $InputObject }
        }

        Assert-Close 1.5612838815180548 (1 | Invoke-Wrapped).Output
    }
}
