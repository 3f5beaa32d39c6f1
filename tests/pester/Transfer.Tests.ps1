param([string] $ModulePath = (Join-Path $PSScriptRoot '../../module/RnnPS'))

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    Import-TestedModule $ModulePath

    # The weights of a model as text with all digits.
    function Show-Weight($model) { $model.WeightNames | ForEach-Object { "$_ " + (($model.WeightOf($_) | ForEach-Object { $_ | ForEach-Object { $_.ToString('R') } }) -join ' ') } }
    # An ssh server that starts PowerShell, and takes this user without asking.
    $ssh = @{ HostName = 'localhost'; Options = @{ BatchMode = 'yes' }; ConnectingTimeout = 20000; ErrorAction = 'Stop' }
    function Test-Ssh { try { (Invoke-Command @ssh { 'ready' }) -eq 'ready' } catch { $false } }

    function Get-Bits($steps) { $steps | ForEach-Object { [BitConverter]::DoubleToInt64Bits($_.Output) } }

    $model = New-RnnModel 1 6 1 -Kind Lstm -Seed 3
    $rows = 1..60 | ForEach-Object { [Math]::Sin($_) * 20 + 100 }
    $null = $rows | Optimize-RnnModel $model -Epoch 3 -ValidationFraction 0.3 -Seed 1
    $expected = Get-Bits ($rows | Invoke-RnnForward $model)
    $forecast = $rows | Invoke-RnnForecast $model 5 -Seed 1
    $manifest = Get-Manifest
    $import = [scriptblock]::Create("Import-Module '$manifest'")
}

Describe 'A model in another process' {
    It 'runs in a job with the bits of the sender' {
        $remote = Start-Job -InitializationScript $import -ArgumentList $model, $rows {
            param($model, $rows) $rows | Invoke-RnnForward $model | ForEach-Object { [BitConverter]::DoubleToInt64Bits($_.Output) }
        } | Receive-Job -Wait -AutoRemoveJob
        $remote | Should -Be $expected
    }

    It 'forecasts in a job with the intervals of the sender' {
        $remote = Start-Job -InitializationScript $import -ArgumentList $model, $rows {
            param($model, $rows) $rows | Invoke-RnnForecast $model 5 -Seed 1 | ForEach-Object { '{0:R} {1:R} {2:R}' -f $_.Prediction, $_.Lower, $_.Upper }
        } | Receive-Job -Wait -AutoRemoveJob
        $remote | Should -Be ($forecast | ForEach-Object { '{0:R} {1:R} {2:R}' -f $_.Prediction, $_.Lower, $_.Upper })
    }

    It 'comes out of a job live' {
        $trained = Start-Job -InitializationScript $import -ArgumentList (, $rows) {
            param($rows) $rows | Optimize-RnnModel (New-RnnModel 1 6 1 -Kind Lstm -Seed 3) -Epoch 3 -ValidationFraction 0.3 -Seed 1 -PassThru | Select-Object -Last 1
        } | Receive-Job -Wait -AutoRemoveJob
        $trained | Should -BeOfType RnnPS.RnnModel
        Show-Weight $trained | Should -Be (Show-Weight $model)
    }

    It 'runs as a property bag where the module came later' {
        $remote = Start-Job -ArgumentList $manifest, $model, $rows {
            param($manifest, $model, $rows)
            $model.GetType().Name
            Import-Module $manifest
            $rows | Invoke-RnnForward $model | ForEach-Object { [BitConverter]::DoubleToInt64Bits($_.Output) }
        } | Receive-Job -Wait -AutoRemoveJob
        $remote[0] | Should -Be 'PSObject'
        $remote[1..60] | Should -Be $expected
    }

    It 'takes states and steps as property bags, and refuses to change one' {
        $state = New-RnnState $model
        $steps = 1..3 | Invoke-RnnForward $model -State $state
        $loss = ($steps | Measure-RnnLoss -Target 100, 101, 102).Value
        $next = (4 | Invoke-RnnForward $model -InitialState $state).Output
        $remote = Start-Job -ArgumentList $manifest, $model, $state, $steps {
            param($manifest, $model, $state, $steps)
            Import-Module $manifest
            ($steps | Measure-RnnLoss -Target 100, 101, 102).Value
            $live = New-RnnState $model -Value $state
            $live.StepCount
            (4 | Invoke-RnnForward $model -State $live).Output
            foreach ($change in { 4 | Invoke-RnnForward $model -State $state }, { 4 | Optimize-RnnModel $model }, { Set-RnnWeight $model OutputBias 1 }) {
                try { & $change } catch { $_.Exception.Message }
            }
        } | Receive-Job -Wait -AutoRemoveJob
        $remote[0..2] | Should -Be $loss, 3, $next
        $remote[3] | Should -BeLike "*can't advance*New-RnnState*"
        $remote[4, 5] | Should -BeLike "*can't change*Copy-RnnModel*"
    }

    It 'runs in ForEach-Object -Parallel' {
        $parallel = 1..3 | ForEach-Object -Parallel {
            Import-Module $using:manifest
            ($using:rows | Invoke-RnnForward $using:model | ForEach-Object { [BitConverter]::DoubleToInt64Bits($_.Output) }) -join ' '
        }
        $parallel | Should -HaveCount 3
        $parallel | Should -Be (@($expected -join ' ') * 3)
    }

    It 'runs over ssh' {
        if (-not (Test-Ssh)) {
            Set-ItResult -Skipped -Because 'no ssh server with the subsystem powershell answers at localhost'
            return
        }

        $remote = Invoke-Command @ssh -ArgumentList $manifest, $model, $rows {
            param($manifest, $model, $rows)
            Import-Module $manifest
            $rows | Invoke-RnnForward $model | ForEach-Object { [BitConverter]::DoubleToInt64Bits($_.Output) }
        }
        $remote | Should -Be $expected
    }
}

Describe 'Export-Clixml and Import-Clixml' {
    It 'keep a model' {
        $model | Export-Clixml $TestDrive/model.xml
        $back = Import-Clixml $TestDrive/model.xml
        $back | Should -BeOfType RnnPS.RnnModel
        Show-Weight $back | Should -Be (Show-Weight $model)
        Get-Bits ($rows | Invoke-RnnForward $back) | Should -Be $expected
        $back.Training.Residuals | ForEach-Object { $_ } | Should -Be ($model.Training.Residuals | ForEach-Object { $_ })
    }

    It 'keep a cell' {
        $cell = New-RnnCell -Kind Gru 2 3 -Seed 1
        $cell | Export-Clixml $TestDrive/cell.xml
        $back = Import-Clixml $TestDrive/cell.xml
        $back | Should -BeOfType RnnPS.GruCell
        $back.InputWeights | ForEach-Object { $_ } | Should -Be ($cell.InputWeights | ForEach-Object { $_ })
    }

    It 'keep a state with its steps' {
        $state = New-RnnState $model
        $null = 1..7 | Invoke-RnnForward $model -State $state
        $state | Export-Clixml $TestDrive/state.xml
        $back = Import-Clixml $TestDrive/state.xml
        $back | Should -BeOfType RnnPS.RnnState
        $back.StepCount | Should -Be 7
        (8 | Invoke-RnnForward $model -State $back).Output | Should -Be (8 | Invoke-RnnForward $model -State $state).Output
    }

    It 'keep steps of every kind' -ForEach @(
        @{ New = { New-RnnModel 1 3 1 -Kind Elman -Seed 1 } }
        @{ New = { New-RnnModel 1 3 1 -Kind Gru -Seed 1 } }
        @{ New = { New-RnnModel 1 3 2 -Kind Lstm -OutputActivation Softmax -Seed 1 } }
        @{ New = { New-RnnModel 1 3, 2 1 -Kind Lstm -Direction Bidirectional -Seed 1 } }
    ) {
        $steps = 1..3 | ForEach-Object { [pscustomobject]@{ Day = "d$_"; x = $_ } } | Invoke-RnnForward (& $New) -Property x
        $steps | Export-Clixml $TestDrive/steps.xml -Depth 3
        $back = Import-Clixml $TestDrive/steps.xml
        $back | ForEach-Object { $_.GetType() } | Should -Be ($steps | ForEach-Object { $_.GetType() })
        ($back | ConvertTo-RnnTable | ConvertTo-Json) | Should -Be ($steps | ConvertTo-RnnTable | ConvertTo-Json)
        $back.Source.Day | Should -Be 'd1', 'd2', 'd3'
        ($back | Format-Table | Out-String) | Should -Be ($steps | Format-Table | Out-String)
    }

    It 'keep the classes of steps' {
        $data = 1..40 | ForEach-Object { [pscustomobject]@{ x = $_ % 2; y = ('low', 'high')[$_ % 2] } }
        $classes = New-RnnModel 1 4 2 -Seed 1
        $null = $data | Optimize-RnnModel $classes -Property x -TargetProperty y -Epoch 2
        $steps = $data | Invoke-RnnForward $classes -Property x
        $steps | Export-Clixml $TestDrive/classes.xml
        $back = Import-Clixml $TestDrive/classes.xml
        $back.Predicted | Should -Be $steps.Predicted
        $back[0].Probability.low | Should -Be $steps[0].Probability.low
    }

    It 'say what to do where the object is not whole' {
        $bag = [System.Management.Automation.PSObject]::new()
        $bag.PSObject.TypeNames.Insert(0, 'Deserialized.RnnPS.RnnModel')
        { 1 | Invoke-RnnForward $bag } | Should -Throw '*without its property Serialized*Export-RnnModel*'
        $bag = [System.Management.Automation.PSObject]::new()
        $bag.PSObject.TypeNames.Insert(0, 'Deserialized.RnnPS.RnnModel')
        $bag.PSObject.Properties.Add([psnoteproperty]::new('Serialized', [byte[]](1..50)))
        { 1 | Invoke-RnnForward $bag } | Should -Throw
    }
}

Describe 'The property Serialized' {
    It 'takes one line of a model, and is not shown with a step' {
        ($model, (New-RnnState $model) | Format-List * | Out-String -Stream | Select-String Serialized -Context 0, 1).Context.PostContext | Should -Match '^(\w| *$)'
        (1 | Invoke-RnnForward | Select-Object * | ConvertTo-Json -WarningAction Ignore) | Should -Not -Match 'Serialized'
        (1 | Invoke-RnnForward | ConvertTo-Json -WarningAction Ignore) | Should -Not -Match 'Serialized'
        (1 | Invoke-RnnForward | ConvertTo-Csv) -join '' | Should -Not -Match 'Serialized'
    }
}

Describe 'A forecast model in another process' {
    BeforeAll {
        $days = 0..59 | ForEach-Object { [pscustomobject]@{ Day = ([datetime]'2024-01-01').AddDays($_); Load = 50 + $_ + 9 * [Math]::Sin($_ * [Math]::PI / 3.5) } }
        $null = $days | Invoke-RnnForecast -Property Load -TimeProperty Day -Count 4 -Ensemble 2 -HiddenSize 4 -ModelVariable fc
        function Get-ForecastText($model) { $days | Invoke-RnnForecast -TimeProperty Day -Count 4 -ForecastModel $model -Interval 0.5, 0.9 | ForEach-Object { '{0:R} {1} {2:o}' -f $_.Value, "$($_.Intervals)", $_.Time } }
        $expectedForecast = Get-ForecastText $fc
        $text = ${function:Get-ForecastText}.ToString()
    }

    It 'forecasts the same bits in a job, and comes out of it live' {
        $remote = Start-Job -InitializationScript $import -ArgumentList $fc, $days, $text {
            param($fc, $days, $text) & ([scriptblock]::Create($text)) $fc; $fc
        } | Receive-Job -Wait -AutoRemoveJob
        $remote[0..3] | Should -Be $expectedForecast
        $remote[4] | Should -BeOfType RnnPS.RnnForecastModel
        Get-ForecastText $remote[4] | Should -Be $expectedForecast
    }

    It 'is taken as a property bag where the module came later' {
        $remote = Start-Job -ArgumentList $manifest, $fc, $days, $text {
            param($manifest, $fc, $days, $text)
            $fc.Verdict
            Import-Module $manifest
            & ([scriptblock]::Create($text)) $fc
            (Copy-RnnModel $fc).GetType().Name
        } | Receive-Job -Wait -AutoRemoveJob
        $remote | Should -Be (@($fc.Verdict) + $expectedForecast + 'RnnForecastModel')
    }

    It 'runs in ForEach-Object -Parallel' {
        $parallel = 1..2 | ForEach-Object -Parallel {
            Import-Module $using:manifest
            $days = $using:days
            (& ([scriptblock]::Create($using:text)) $using:fc) -join ' '
        }
        $parallel | Should -Be (@($expectedForecast -join ' ') * 2)
    }

    It 'comes back from Clixml and from a file' {
        $fc | Export-Clixml $TestDrive/fc.xml
        $fc | Export-RnnModel $TestDrive/fc.safetensors -Description 'loads'
        foreach ($back in (Import-Clixml $TestDrive/fc.xml), (Import-RnnModel $TestDrive/fc.safetensors)) {
            $back | Should -BeOfType RnnPS.RnnForecastModel
            Get-ForecastText $back | Should -Be $expectedForecast
            $back.ToString() | Should -Be $fc.ToString()
            $back.LastTime | Should -Be ([datetime]'2024-02-29')
        }
        (Import-RnnModel $TestDrive/fc.safetensors).Description | Should -Be 'loads'
        $fc.Description | Should -BeNullOrEmpty
    }
}
