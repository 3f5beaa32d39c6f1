param([string] $ModulePath = (Join-Path $PSScriptRoot '../../module/RnnPS'))

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    Import-TestedModule $ModulePath

    # Windows as text, 'key@start: values'.
    filter Get-Text { '{0}@{1}: {2}' -f $_.Key, $_.Start, ($_.Values.ForEach({ "$_" }) -join ' ') }
}

Describe 'Split-RnnSequence' {
    It '-Length <Length> -Stride <Stride> -KeepShorter:<Rest> cuts 1..10 into <Expected>' -ForEach @(
        @{ Length = 4; Stride = 4; Rest = $false; Expected = '0@0: 1 2 3 4', '0@4: 5 6 7 8' }
        @{ Length = 4; Stride = 4; Rest = $true; Expected = '0@0: 1 2 3 4', '0@4: 5 6 7 8', '0@8: 9 10' }
        @{ Length = 4; Stride = 3; Rest = $true; Expected = '0@0: 1 2 3 4', '0@3: 4 5 6 7', '0@6: 7 8 9 10' }
        @{ Length = 5; Stride = 2; Rest = $true; Expected = '0@0: 1 2 3 4 5', '0@2: 3 4 5 6 7', '0@4: 5 6 7 8 9', '0@6: 7 8 9 10' }
        @{ Length = 5; Stride = 2; Rest = $false; Expected = '0@0: 1 2 3 4 5', '0@2: 3 4 5 6 7', '0@4: 5 6 7 8 9' }
        @{ Length = 2; Stride = 4; Rest = $true; Expected = '0@0: 1 2', '0@4: 5 6', '0@8: 9 10' }
        @{ Length = 3; Stride = 6; Rest = $true; Expected = '0@0: 1 2 3', '0@6: 7 8 9' }
        @{ Length = 4; Stride = 9; Rest = $true; Expected = '0@0: 1 2 3 4', '0@9: 10' }
        @{ Length = 4; Stride = 99; Rest = $true; Expected = '0@0: 1 2 3 4' }
        @{ Length = 10; Stride = 1; Rest = $true; Expected = '0@0: 1 2 3 4 5 6 7 8 9 10' }
        @{ Length = 11; Stride = 1; Rest = $true; Expected = '0@0: 1 2 3 4 5 6 7 8 9 10' }
        @{ Length = 1; Stride = 5; Rest = $false; Expected = '0@0: 1', '0@5: 6' }
    ) {
        $sequence = New-RnnSequence -Input (1..10)

        1..10 | Split-RnnSequence $Length $Stride -KeepShorter:$Rest | Get-Text | Should -Be $Expected
        Split-RnnSequence -Input (1..10) -Length $Length -Stride $Stride -KeepShorter:$Rest | Get-Text | Should -Be $Expected
        $sequence | Split-RnnSequence $Length $Stride -KeepShorter:$Rest | Get-Text | Should -Be $Expected
    }

    It 'lays windows end to end without -Stride' {
        1..7 | Split-RnnSequence 3 | Get-Text | Should -Be '0@0: 1 2 3', '0@3: 4 5 6'
    }

    It 'keeps keys, names, rows and numbers of several sequences' {
        Copy-Data $TestDrive
        $windows = Import-RnnSequence (Join-Path $TestDrive macrodata.csv) unemp, infl -GroupBy year | Split-RnnSequence 2

        $windows.Count | Should -Be (2 * 50 + 1) -Because 'the last year has three quarters'
        $windows[2].Key | Should -Be '1960'
        $windows[3].Start | Should -Be 2
        $windows[3].FeatureNames | Should -Be 'unemp', 'infl'
        $windows[3].Source.quarter | Should -Be '3', '4'
        $windows[3] | Invoke-RnnForward (New-RnnModel 2 2 1 -Seed 1) | ForEach-Object Step | Should -Be 2, 3
    }

    It 'keeps the rows that come one by one' {
        $rows = 1..5 | ForEach-Object { [pscustomobject]@{ x = $_; day = "day $_" } }
        $windows = $rows | Split-RnnSequence 2 -Property x -KeepShorter

        $windows.ForEach({ $_.Source.day -join ' ' }) | Should -Be 'day 1 day 2', 'day 3 day 4', 'day 5'
        $windows.FeatureNames | Should -Be x, x, x
    }

    It 'emits a window before the timestep after it is asked for' {
        $log = [Collections.Generic.List[string]]::new()
        1..5 | ForEach-Object { $log.Add("in $_"); $_ } | Split-RnnSequence 2 | ForEach-Object { $log.Add("out $($_.Start)") }

        $log | Should -Be 'in 1', 'in 2', 'out 0', 'in 3', 'in 4', 'out 2', 'in 5'
    }

    It 'reports a bad timestep and masks its place, so that its neighbours do not close up' {
        $outcome = Get-Outcome { 1, 'abc', 3, 4, 5 | Split-RnnSequence 2 }

        $outcome.Errors | Get-ErrorId | Should -Be RnnNotANumber
        $outcome.Errors[0].Exception.Message | Should -BeLike 'Timestep 1: *'
        $outcome.Output | Get-Text | Should -Be '0@0: 1 NaN', '0@2: 3 4'
        $outcome.Output[0].Mask | Should -Be $true, $false
    }

    Context 'With -MaxLength' {
        It 'truncates: <_>' -ForEach @(
            { 1..9 | Split-RnnSequence -MaxLength 3 }
            { Split-RnnSequence -MaxLength 3 -Input (1..9) }
            { New-RnnSequence -Input (1..9) | Split-RnnSequence -MaxLength 3 -Keep First }
        ) {
            & $_ | Get-Text | Should -Be '0@0: 1 2 3'
        }

        It 'keeps the newest: <_>' -ForEach @(
            { 1..9 | Split-RnnSequence -MaxLength 3 -Keep Newest }
            { Split-RnnSequence -MaxLength 3 -Keep Newest -Input (1..9) }
            { New-RnnSequence -Input (1..9) | Split-RnnSequence -MaxLength 3 -Keep Newest }
        ) {
            & $_ | Get-Text | Should -Be '0@6: 7 8 9'
        }

        It 'leaves a shorter series as it is' {
            1..2 | Split-RnnSequence -MaxLength 3 | Get-Text | Should -Be '0@0: 1 2'
            New-RnnSequence -Input 1, 2 | Split-RnnSequence -MaxLength 3 -Keep Newest | Get-Text | Should -Be '0@0: 1 2'
        }

        It 'cuts each of several sequences' {
            (New-RnnSequence -Input (1..5) -Key a), (New-RnnSequence -Input (1..2) -Key b) | Split-RnnSequence -MaxLength 3 |
                Get-Text | Should -Be 'a@0: 1 2 3', 'b@0: 1 2'
        }

        It 'ends an endless input when it has its fill' {
            $script:asked = 0
            & { while ($true) { ($script:asked++) } } | Split-RnnSequence -MaxLength 4 | Get-Text | Should -Be '0@0: 0 1 2 3'
            $script:asked | Should -Be 4
        }
    }

    It 'reports a series shorter than a window, and goes on with the next' {
        $outcome = Get-Outcome { (New-RnnSequence -Input 1, 2 -Key short), (New-RnnSequence -Input 1, 2, 3 -Key long) | Split-RnnSequence 3 }

        $outcome.Terminated | Should -BeFalse
        $outcome.Errors | Get-ErrorId | Should -Be RnnSequenceLength
        $outcome.Errors[0].Exception.Message | Should -BeLike '*short has 2 timesteps*window of 3*shorter window*'
        $outcome.Output.Key | Should -Be long
    }
}
