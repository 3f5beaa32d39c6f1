param([string] $ModulePath = (Join-Path $PSScriptRoot '../../module/RnnPS'))

# One mistake of the user is one error, however many rows it touches.

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    Import-TestedModule $ModulePath
    $model = New-RnnModel 1 2 1 -Seed 1
    $rows = 1..50 | ForEach-Object { [pscustomobject]@{ time = $_; load = $_ % 7 } }
    # 14 of 50 rows are bad.
    $spoilt = 1..50 | ForEach-Object { [pscustomobject]@{ load = $_ -lt 15 ? 'abc' : $_ } }
    $mostlySpoilt = 1..50 | ForEach-Object { [pscustomobject]@{ load = $_ -lt 27 ? 'abc' : $_ } }
}

Describe 'A name that rows do not have' {
    It 'is one terminating error: <What>' -ForEach @(
        @{ What = 'Invoke-RnnForward -Property'; Script = { $rows | Invoke-RnnForward $model -Property lode }; Value = '-Property', 'lode', 'load' }
        @{ What = 'Invoke-RnnForward -GroupBy'; Script = { $rows | Invoke-RnnForward $model -Property load -GroupBy day }; Value = '-GroupBy', 'day', 'load' }
        @{ What = 'New-RnnSequence'; Script = { $rows | New-RnnSequence -Property lode }; Value = '-Property', 'lode' }
        @{ What = 'Optimize-RnnModel -Property'; Script = { $rows | Optimize-RnnModel $model -Property lode -Epoch 1 }; Value = '-Property', 'lode' }
        @{ What = 'Optimize-RnnModel -TargetProperty'; Script = { $rows | Optimize-RnnModel $model -Property load -TargetProperty lode -Epoch 1 }; Value = '-TargetProperty', 'lode' }
        @{ What = 'Measure-RnnGradient'; Script = { $rows | Measure-RnnGradient $model -Property lode }; Value = '-Property', 'lode' }
        @{ What = 'Get-RnnGradient -WeightProperty'; Script = { $rows | Get-RnnGradient $model -Property load -WeightProperty lode }; Value = '-WeightProperty', 'lode' }
        @{ What = 'Split-RnnSequence'; Script = { $rows | Split-RnnSequence -Length 5 -Property lode }; Value = '-Property', 'lode' }
        @{ What = 'Invoke-RnnForecast'; Script = { $rows | Invoke-RnnForecast $model 2 -Property lode }; Value = '-Property', 'lode' }
        @{ What = 'Invoke-RnnForecast -TimeProperty'; Script = { $rows | Invoke-RnnForecast $model 2 -Property load -TimeProperty tiem }; Value = '-TimeProperty', 'tiem' }
        @{ What = 'numbers with -Property'; Script = { 1..50 | Invoke-RnnForward $model -Property load }; Value = '-Property', 'load' }
    ) {
        $outcome = Get-Outcome $Script

        $outcome.Terminated | Should -BeTrue
        $outcome.Errors | Should -HaveCount 1
        $outcome.Errors | Get-ErrorId | Should -Be RnnPropertyMissing
        foreach ($part in $Value) { $outcome.Errors[0].Exception.Message | Should -BeLike "*$part*" }
        $outcome.Output | Should -BeNullOrEmpty
    }

    It 'is one terminating error if none is given: <_>' -ForEach @(
        'Invoke-RnnForward $model', 'New-RnnSequence', 'Optimize-RnnModel $model -Epoch 1', 'Measure-RnnGradient $model',
        'Split-RnnSequence -Length 5', 'Invoke-RnnForecast $model 2', 'Test-RnnForecast $model 2'
    ) {
        $outcome = Get-Outcome ([scriptblock]::Create("`$rows | $_"))

        $outcome.Terminated | Should -BeTrue
        $outcome.Errors | Should -HaveCount 1
        $outcome.Errors | Get-ErrorId | Should -Be RnnPropertyRequired
        $outcome.Errors[0].Exception.Message | Should -BeLike '*-Property*'
    }
}

Describe 'A name that the model was trained with, and rows do not have' {
    It 'is said to be the model''s' {
        $trained = $rows | Optimize-RnnModel (New-RnnModel 1 2 1 -Seed 1) -Property load -TargetProperty load -Lead 1 -Epoch 1 -Seed 1 -PassThru -WarningAction Ignore
        $outcome = Get-Outcome { [pscustomobject]@{ lode = 1 } | Invoke-RnnForward $trained }

        $outcome.Errors | Get-ErrorId | Should -Be RnnPropertyMissing
        $outcome.Errors[0].Exception.Message | Should -BeLike 'The model was trained with the input load. *lode*-Property.'
    }
}

Describe 'What is no model on the way to Export-RnnModel' {
    It 'is one error that names what it takes: <What>' -ForEach @(
        @{ What = 'null'; Value = $null; Id = 'RnnNullInput'; Message = '-Model: The model is null*' }
        @{ What = 'text'; Value = 'abc'; Id = 'RnnModelExpected'; Message = '*abc is not a model*Invoke-RnnForecast -ModelVariable*' }
    ) {
        $file = Join-Path $TestDrive model.safetensors
        $outcome = Get-Outcome { $Value | Export-RnnModel $file }

        $outcome.Errors | Should -HaveCount 1
        $outcome.Errors | Get-ErrorId | Should -Be $Id
        $outcome.Errors[0].Exception.Message | Should -BeLike $Message
        $file | Should -Not -Exist
    }
}

Describe 'A wildcard in -Property' {
    It 'stands for the columns that match it: <What>' -ForEach @(
        @{ What = 'Invoke-RnnForward'; Script = { $wide | Invoke-RnnForward (New-RnnCell 2 2 -Seed 1) -Property c* | ForEach-Object Input } }
        @{ What = 'New-RnnSequence'; Script = { ($wide | New-RnnSequence -Property c*).Values } }
        @{ What = 'Split-RnnSequence'; Script = { ($wide | Split-RnnSequence -Length 2 -Property c*).Values } }
        @{ What = 'Import-RnnSequence'; Script = { $wide | Export-Csv $file; (Import-RnnSequence $file c*).Values } }
    ) {
        $wide = 1..2 | ForEach-Object { [pscustomobject]@{ day = 'Monday'; cpu = $_; load = 9; core = 10 * $_ } }
        $file = Join-Path $TestDrive wide.csv

        & $Script | ForEach-Object { $_ } | Should -Be 1, 10, 2, 20
    }

    It 'is an error if it matches none, or not as many as the model takes' {
        $wide = [pscustomobject]@{ cpu = 1; core = 2 }

        (Get-Outcome { $wide | Invoke-RnnForward (New-RnnCell 2 2 -Seed 1) -Property x* }).Errors | Get-ErrorId | Should -Be RnnPropertyMissing
        (Get-Outcome { $wide | Invoke-RnnForward (New-RnnCell 1 2 -Seed 1) -Property c* }).Errors | Get-ErrorId | Should -Be RnnInputLength
    }

    It 'is no wildcard if a column has the name' {
        $odd = [pscustomobject]@{ 'a*' = 1; ab = 2 }

        ($odd | Invoke-RnnForward (New-RnnCell 1 2 -Seed 1) -Property 'a*').Input | Should -Be 1
    }
}

Describe 'Bad rows of one kind' {
    It 'are ten errors and one that counts the others: <What>' -ForEach @(
        @{ What = 'Invoke-RnnForward'; Script = { $spoilt | Invoke-RnnForward $model -Property load } }
        @{ What = 'New-RnnSequence'; Script = { $spoilt | New-RnnSequence -Property load } }
        @{ What = 'Optimize-RnnModel'; Script = { $spoilt | Optimize-RnnModel (Copy-RnnModel $model) -Property load -Epoch 1 } }
    ) {
        $outcome = Get-Outcome $Script

        $outcome.Errors | Should -HaveCount 11
        $outcome.Errors | Get-ErrorId | Should -Be (@('RnnNotANumber') * 11)
        $outcome.Errors[10].Exception.Message | Should -BeLike 'And 4 more *'
        $outcome.Terminated | Should -BeFalse
    }

    It 'are all in the -ErrorVariable' {
        $null = $spoilt | Invoke-RnnForward $model -Property load -ErrorVariable found -ErrorAction SilentlyContinue

        $found | Should -HaveCount 14
    }

    It 'of a file are ten errors, and all in the -ErrorVariable' {
        $file = Join-Path $TestDrive spoilt.csv
        $spoilt | Export-Csv $file

        (Get-Outcome { Import-RnnSequence $file load }).Errors | Should -HaveCount 11
        $null = Import-RnnSequence $file load -ErrorVariable found -ErrorAction SilentlyContinue
        $found | Should -HaveCount 14
    }
}

Describe 'A training whose rows are mostly bad' {
    It 'stops with one error, and changes no weight: <What>' -ForEach @(
        @{ What = 'Optimize-RnnModel'; Script = { $mostlySpoilt | Optimize-RnnModel $untouched -Property load -Epoch 1 } }
        @{ What = 'Invoke-RnnForecast'; Script = { $mostlySpoilt | Invoke-RnnForecast -Count 2 -Property load } }
    ) {
        $untouched = New-RnnModel 1 2 1 -Seed 1
        $outcome = Get-Outcome $Script

        $outcome.Terminated | Should -BeTrue
        ($outcome.Errors | Get-ErrorId)[-1] | Should -Be RnnBadRows
        $outcome.Errors[-1].Exception.Message | Should -BeLike '26 of 50 rows*'
        $outcome.Output | Should -BeNullOrEmpty
        $untouched.Training | Should -BeNullOrEmpty
    }

    It 'goes on if half of them are good' {
        $half = 1..50 | ForEach-Object { [pscustomobject]@{ load = $_ -lt 26 ? 'abc' : $_ } }

        (Get-Outcome { $half | Optimize-RnnModel (New-RnnModel 1 2 1 -Seed 1) -Property load -Epoch 1 }).Terminated | Should -BeFalse
    }
}

Describe 'What a trained model knows' {
    BeforeAll {
        $trained = New-RnnModel 1 2 1 -Seed 1
        $null = $rows | Optimize-RnnModel $trained -Property load -TargetProperty time -Epoch 1 -MissingValue Interpolate
        $gap = [pscustomobject]@{ load = 1 }, [pscustomobject]@{ load = '' }, [pscustomobject]@{ load = 3 }
    }

    It 'are the names of its inputs in Invoke-RnnForward' {
        ($rows | Invoke-RnnForward $trained).Input | Should -Be $rows.load
        (Invoke-RnnForward $trained -Input $rows).Input | Should -Be $rows.load
    }

    It 'are the names of its targets in Measure-RnnLoss' {
        ($rows | Invoke-RnnForward $trained | Measure-RnnLoss).Total |
            Should -Be ($rows | Invoke-RnnForward $trained | Measure-RnnLoss -TargetProperty time).Total
        $outcome = Get-Outcome { 1, 2 | Invoke-RnnForward | Measure-RnnLoss }
        $outcome.Errors | Get-ErrorId | Should -Be RnnParameters
        $outcome.Errors[0].Exception.Message | Should -BeLike '*-Target*-TargetProperty*'
    }

    It 'are no names for numbers' {
        (1, 2 | Invoke-RnnForward $trained).Input | Should -Be 1, 2
    }

    It 'is its treatment of missing values in Invoke-RnnForward and Measure-RnnGradient' {
        ($gap | Invoke-RnnForward $trained).Input | Should -Be 1, 2, 3
        (Get-Outcome { $gap | Invoke-RnnForward $trained -MissingValue Error }).Errors | Get-ErrorId | Should -Be RnnMissingValue
        (Get-Outcome { $gap | Measure-RnnGradient $trained -TargetProperty load }).Errors | Should -BeNullOrEmpty
        (Get-Outcome { $gap | Measure-RnnGradient $trained -TargetProperty load -MissingValue Error }).Errors | Get-ErrorId | Should -Be RnnMissingValue
    }

    It 'stays in a file' {
        $file = Join-Path $TestDrive trained.safetensors
        Export-RnnModel $trained $file

        (Import-RnnModel $file).Training.MissingValue | Should -Be Interpolate
    }
}

Describe 'What is told before a wrong number' {
    It 'is a warning that rows run through the starting example' {
        $rows | Invoke-RnnForward -Property load -WarningVariable told -WarningAction SilentlyContinue | Should -HaveCount 50
        $told | Should -HaveCount 1
        "$told" | Should -BeLike '*starting example*'

        $null = 1, 2 | Invoke-RnnForward -WarningVariable told -WarningAction SilentlyContinue
        $told | Should -BeNullOrEmpty
    }

    It 'is a warning that a sigmoid can''t reach a target' {
        $sigmoid = New-RnnModel 1 2 1 -OutputActivation Sigmoid -Seed 1
        $null = Optimize-RnnModel $sigmoid -Input 1, 2, 3 -Target 0, 1.5, 1 -Epoch 1 -WarningVariable told -WarningAction SilentlyContinue
        "$told" | Should -BeLike '*outside 0 to 1*Sigmoid*'

        $null = Optimize-RnnModel $sigmoid -Input 1, 2, 3 -Target 0, 0.5, 1 -Epoch 1 -WarningVariable told -WarningAction SilentlyContinue
        $told | Should -BeNullOrEmpty
    }
}

Describe 'A message' {
    It 'suggests the transpose for weights in PyTorch''s shape' {
        $outcome = Get-Outcome { New-RnnCell -Kind Lstm -InputWeight (, (1, 2, 3) * 8) -RecurrentWeight (, (1, 2) * 8) }

        $outcome.Errors | Get-ErrorId | Should -Be RnnWeightShape
        $outcome.Errors[0].Exception.Message | Should -BeLike '*Did you mean the transpose?*-Layout PyTorch*'
        (New-RnnCell -Kind Lstm -InputWeight (, (1, 2, 3) * 8) -RecurrentWeight (, (1, 2) * 8) -Layout PyTorch).InputSize | Should -Be 3
    }

    It 'suggests the transpose of the output weights' {
        $outcome = Get-Outcome { New-RnnModel -Cell (New-RnnCell 1 2 -Seed 1) -OutputWeight (, (1, 2)) }

        $outcome.Errors[0].Exception.Message | Should -BeLike '*Did you mean the transpose?*'
    }

    It 'tells what to do with one target for each of several sequences: <What>' -ForEach @(
        @{ What = 'Optimize-RnnModel'; Script = { $three | Optimize-RnnModel $model -Target 1, 2, 3 } }
        @{ What = 'Measure-RnnGradient'; Script = { $three | Measure-RnnGradient $model -Target 1, 2, 3 } }
        @{ What = 'Measure-RnnLoss'; Script = { $three | Invoke-RnnForward $model | Measure-RnnLoss -Target 1, 2, 3 } }
    ) {
        $three = 1..3 | ForEach-Object { New-RnnSequence -Input 1, 2, $_ -Key $_ }
        $outcome = Get-Outcome $Script

        $outcome.Errors[0] | Get-ErrorId | Should -Be RnnTargetLength
        $outcome.Errors[0].Exception.Message | Should -BeLike '*-TargetProperty*-Last*'
    }

    It 'tells how to give several sequences of tokens' {
        $tokens = New-RnnModel -VocabularySize 10 -EmbeddingSize 2 -HiddenSize 3 -OutputSize 1 -Seed 1
        $outcome = Get-Outcome { Invoke-RnnForward $tokens -Input (1, 2, 3), (4, 5, 6) }

        $outcome.Errors[0].Exception.Message | Should -BeLike '*one token*New-RnnSequence*'
    }

    It 'has one sentence after the colon: 1 is not a model' {
        $outcome = Get-Outcome { Copy-RnnModel -Model 1 }

        $outcome.Errors[0].Exception.Message | Should -BeLike '*1 is not a model: a model comes from*'
    }

    It 'is the only one about something that is no model: 1 | Export-RnnModel' {
        $outcome = Get-Outcome { 1 | Export-RnnModel (Join-Path $TestDrive none.safetensors) }

        $outcome.Errors | Should -HaveCount 1
        $outcome.Errors | Get-ErrorId | Should -Be RnnModelExpected
        Join-Path $TestDrive none.safetensors | Should -Not -Exist
        (Get-Outcome { @() | Export-RnnModel (Join-Path $TestDrive none.safetensors) }).Errors | Get-ErrorId | Should -Be RnnEmptyInput
    }

    It 'tells which loss to give for classes' {
        $outcome = Get-Outcome { 1, 2 | Invoke-RnnForward (New-RnnModel 1 4 3 -OutputActivation Softmax -Seed 1) | Measure-RnnLoss -Target 0, 1 }

        $outcome.Errors[0].Exception.Message | Should -BeLike '*-Loss SoftmaxCrossEntropy*'
    }

    It 'names the parameter -Difference' {
        $outcome = Get-Outcome { $rows | Invoke-RnnForecast -Count 2 -Property load -Difference Season -MaxSeconds 1 }

        $outcome.Errors[0].Exception.Message | Should -BeLike '*-Difference*'
    }
}

Describe 'Two cells that are Bidirectional' {
    It 'are a pair' {
        $forward = New-RnnCell 1 2 -Seed 1
        $reverse = New-RnnCell 1 2 -Seed 2
        $pair = New-RnnModel -Cell $forward, $reverse -Direction Bidirectional

        $pair.Stack | Should -HaveCount 1
        $pair.Stack[0].Direction | Should -Be Bidirectional
        (1, 2, 3 | Invoke-RnnForward $pair).State | Should -Be (1, 2, 3 | Invoke-RnnForward (New-RnnModel -Cell (, ($forward, $reverse)))).State
    }

    It 'are two pairs if there are four' {
        $cells = (New-RnnCell 1 2 -Seed 1), (New-RnnCell 1 2 -Seed 2), (New-RnnCell 4 2 -Seed 3), (New-RnnCell 4 2 -Seed 4)

        (New-RnnModel -Cell $cells -Direction Bidirectional).Stack | Should -HaveCount 2
    }
}

Describe 'A training that goes on' {
    BeforeAll {
        function Start-Training([int] $Epoch, [hashtable] $Option = @{}) {
            Optimize-RnnModel (New-RnnModel 1 4 1 -Seed 1) -Input (1..20) -Target (2..21) -Epoch $Epoch -Checkpoint $file @Option
        }
    }

    BeforeEach {
        $file = Join-Path $TestDrive "$([guid]::NewGuid()).rnnck"
    }

    It 'starts anew with -Resume while there is no checkpoint' {
        $first = Start-Training 3 @{ Resume = $true }
        $then = Start-Training 5 @{ Resume = $true }

        $first.Epoch | Should -Be 1, 2, 3
        $then.Epoch | Should -Be 4, 5
        $then[-1].Loss | Should -Be (Optimize-RnnModel (New-RnnModel 1 4 1 -Seed 1) -Input (1..20) -Target (2..21) -Epoch 5)[-1].Loss
    }

    It 'lists the options that differ, one a line' {
        $null = Start-Training 1
        $outcome = Get-Outcome { Start-Training 2 @{ Resume = $true; BatchSize = 3; Loss = 'Huber'; Optimizer = 'Sgd' } }

        $outcome.Errors | Get-ErrorId | Should -Be RnnCheckpointMismatch
        $lines = $outcome.Errors[0].Exception.Message -split "`n"
        $lines | Should -HaveCount 4
        $lines[1] | Should -Be '- loss MeanSquaredError is now loss Huber(1)'
        $lines[2] | Should -BeLike '- AdamOptimizer*Beta1*is now SgdOptimizer*Momentum*'
        $lines[3] | Should -Be '- batch size 32 is now batch size 3'
    }

    It 'saves the last whole epoch at Ctrl+C, between two checkpoints' {
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript({
                param($manifest, $file)
                Import-Module $manifest
                $model = New-RnnModel 1 4 1 -Seed 1
                Optimize-RnnModel $model -Input (1..20) -Target (2..21) -Epoch 1000000 -Checkpoint $file -CheckpointInterval 1000000
            }).AddArgument((Get-Manifest)).AddArgument($file)
            $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
            $going = $shell.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]::new(), $output)
            while ($output.Count -lt 5 -and -not $going.IsCompleted) { Start-Sleep -Milliseconds 10 }
            $shell.Stop()
        }
        finally {
            $shell.Dispose()
        }

        $file | Should -Exist
        $then = Start-Training 1000000 @{ Resume = $true } | Select-Object -First 1
        $then.Epoch | Should -BeGreaterOrEqual $output.Count
        $then.Epoch | Should -BeLessOrEqual ($output.Count + 2)
    }

    It 'tells with -Verbose what it reads, how it splits, and why it ends' {
        $told = $rows | Optimize-RnnModel (New-RnnModel 1 2 1 -Seed 1) -Property load -Epoch 200 -ValidationFraction 0.2 -Patience 1 -SequenceLength 8 -BatchSize 2 -LearningRate 1 -Verbose 4>&1 |
            Where-Object { $_ -is [Management.Automation.VerboseRecord] } | ForEach-Object Message

        # 50 rows predict the next: 49 timesteps, of which 10 are held out and 39 are five windows, in three batches.
        $told | Should -Contain 'Read 50 records: 50 used, 0 left out.'
        $told | Should -Contain 'Training on 39 timesteps of 1 sequence, in 5 windows of up to 8 timesteps, validation on 10 timesteps; 3 optimizer steps an epoch.'
        @($told -like '*-Patience*') | Should -HaveCount 1
        @($told -like 'The model keeps the weights after epoch *') | Should -HaveCount 1
    }
}
