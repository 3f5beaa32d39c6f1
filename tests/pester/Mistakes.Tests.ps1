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
