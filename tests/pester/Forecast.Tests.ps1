param([string] $ModulePath = (Join-Path $PSScriptRoot '../../module/RnnPS'))

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    Import-TestedModule $ModulePath
    Copy-Data $TestDrive
    $sunspots = Import-Csv (Join-Path $TestDrive sunspots.csv)
    $macro = Import-Csv (Join-Path $TestDrive macrodata.csv)

    # A model whose next number is half the one before, and one whose next number is a + 10·b.
    $half = New-RnnCell -InputWeight 0.5 -RecurrentWeight 0 -Activation Identity
    $sum = New-RnnModel -Cell (New-RnnCell -InputWeight (1, 0), (0, 1) -RecurrentWeight (0, 0), (0, 0) -Activation Identity) -OutputWeight 1, 10
}

Describe 'Invoke-RnnForecast' {
    It 'feeds back what it forecasts: <_>' -ForEach @(
        { 32, 16 | Invoke-RnnForecast $half -Count 4 }
        { Invoke-RnnForecast $half 4 -Input 32, 16 }
        { New-RnnSequence -Input 32, 16 | Invoke-RnnForecast $half 4 }
        { '32', '16' | Invoke-RnnForecast $half 4 }
        { @{ x = 32 }, @{ x = 16 } | Invoke-RnnForecast $half 4 -Property x }
    ) {
        $steps = & $_

        $steps | Should -BeOfType [RnnPS.RnnForecastStep]
        $steps.Value | Should -Be 8, 4, 2, 1
        $steps.Step | Should -Be 2, 3, 4, 5
        $steps.Where({ $null -ne $_.Lower -or $null -ne $_.Upper }) | Should -BeNullOrEmpty
        $steps[0].Value | Should -BeOfType [double]
    }

    It 'goes on as Invoke-RnnForward does where the forecast is put in by hand' {
        $model = New-RnnModel -Kind Lstm 1 4, 3 1 -Seed 2
        $series = 1, 2, 3
        foreach ($step in 1, 2, 3 | Invoke-RnnForecast $model 5) {
            $step.Value | Should -Be ($series | Invoke-RnnForward $model -Last).Output
            $series += $step.Value
        }
    }

    It 'forecasts vectors where there are several targets' {
        $steps = (2, 4), (8, 16) | Invoke-RnnForecast (New-RnnCell -InputWeight (0, 1), (1, 0) -RecurrentWeight (0, 0), (0, 0) -Activation Identity) 2

        $steps[0].Value -is [RnnPS.RnnVector] | Should -BeTrue
        $steps[0].Value.ToArray() | Should -Be 16, 8
        $steps[1].Value.ToArray() | Should -Be 8, 16
    }

    Context 'With inputs that are known' {
        It 'takes the others from -Future: <_>' -ForEach @(
            { @{ a = 1; b = 2 } | Invoke-RnnForecast $sum 3 -Property a, b -TargetProperty a -Future @{ b = 3 }, @{ b = 4; more = 'x' } }
            { @{ a = 1; b = 2 } | Invoke-RnnForecast $sum 3 -Property a, b -TargetProperty A -Future 3, 4 }
            { New-RnnSequence -Input @{ a = 1; b = 2 } -Property a, b | Invoke-RnnForecast $sum 3 -TargetProperty a -Property a, b -Future (New-RnnSequence -Input 3, 4, 5) }
        ) {
            (& $_).Value | Should -Be 21, 51, 91
        }

        It 'keeps the row that the known inputs came from' {
            $steps = @{ a = 1; b = 2 } | Invoke-RnnForecast $sum 3 -Property a, b -TargetProperty a -Future @{ b = 3; day = 'Monday' }, @{ b = 4; day = 'Tuesday' }

            $steps[0].Source.day | Should -Be Monday
            $steps[2].Source | Should -BeNullOrEmpty
        }

        It 'needs none for steps that the history alone makes' {
            (@{ a = 1; b = 2 } | Invoke-RnnForecast $sum 1 -Property a, b -TargetProperty a).Value | Should -Be 21
            (, (1, 2) | Invoke-RnnForecast $sum 1).Value | Should -Be 21
        }

        It 'reads all of them from -Future where an output belongs to the step of its own input' {
            $steps = @{ a = 1; b = 2 } | Invoke-RnnForecast $sum 2 -Property a, b -TargetProperty y -Lead 0 -Future @{ a = 5; b = 6 }, @{ a = 7; b = 8 }

            $steps.Value | Should -Be 65, 87
        }
    }

    Context 'Several series' {
        It 'forecasts each group of rows' {
            $steps = $macro | Invoke-RnnForecast $half 2 -Property unemp -GroupBy year

            $steps | Should -HaveCount (2 * 51)
            $steps[0].Sequence | Should -Be 1959
            $steps[0].Value | Should -Be (5.6 / 2)
            $steps[1].Value | Should -Be (5.6 / 4)
        }

        It 'forecasts each sequence as it comes' {
            $steps = (New-RnnSequence -Input 4 -Key a), (New-RnnSequence -Input 1, 6 -Key b) | Invoke-RnnForecast $half 1

            $steps.Sequence | Should -Be a, b
            $steps.Value | Should -Be 2, 3
        }
    }

    Context 'With -TimeProperty' {
        It 'goes on with <What>' -ForEach @(
            @{ What = 'numbers'; Times = '1999', '2000'; Expected = 2001.0, 2002.0 }
            @{ What = 'days'; Times = '2024-02-27', '2024-02-28'; Expected = [datetime]'2024-02-29', [datetime]'2024-03-01' }
            @{ What = 'months'; Times = '2024-01-31', '2024-02-29'; Expected = [datetime]'2024-03-31', [datetime]'2024-04-30' }
            @{ What = 'dates without dashes'; Times = '20231222', '20231229'; Expected = [datetime]'2024-01-05', [datetime]'2024-01-12' }
            @{ What = 'dates that are objects'; Times = [datetime]'2024-01-01T00:00', [datetime]'2024-01-01T12:00'; Expected = [datetime]'2024-01-02', [datetime]'2024-01-02T12:00' }
        ) {
            $steps = $Times | ForEach-Object { @{ x = 1; t = $_ } } | Invoke-RnnForecast $half 2 -Property x -TimeProperty t

            $steps.Time | Should -Be $Expected
        }
    }

    Context 'With times of all rows' {
        BeforeAll {
            function Get-Forecast($Times, $Count = 2, [hashtable] $With = @{}) {
                $Times | ForEach-Object { [pscustomobject]@{ x = 1; t = $_ } } | Invoke-RnnForecast $half $Count -Property x -TimeProperty t @With
            }
        }

        It 'goes on with <What>' -ForEach @(
            @{ What = 'business days'; Times = '2024-02-09', '2024-02-12'; Expected = [datetime]'2024-02-13', [datetime]'2024-02-14' }
            @{ What = 'the 30th over February'; Times = '2023-12-30', '2024-01-30', '2024-02-29'; Expected = [datetime]'2024-03-30', [datetime]'2024-04-30' }
            @{ What = 'months in numbers'; Times = 202411, 202412; With = @{ TimeFormat = 'yyyyMM' }; Expected = 202501, 202502 }
            @{ What = 'hours in text'; Times = '2024123122', '2024123123'; With = @{ TimeFormat = 'yyyyMMddHH' }; Expected = '2025010100', '2025010101' }
            @{ What = 'nanoseconds'; Times = 1700000000123456789, 1700000001123456789; Expected = 1700000002123456789, 1700000003123456789 }
            @{ What = 'dates of a culture'; Times = '11.02.2024', '12.02.2024'; With = @{ Culture = 'de-DE' }; Expected = [datetime]'2024-02-13', [datetime]'2024-02-14' }
            @{ What = 'dates in a format'; Times = '11.02.2024', '12.02.2024'; With = @{ TimeFormat = 'dd.MM.yyyy' }; Expected = '13.02.2024', '14.02.2024' }
            @{ What = 'a DateOnly'; Times = [DateOnly]'2024-02-28', [DateOnly]'2024-02-29'; Expected = [DateOnly]'2024-03-01', [DateOnly]'2024-03-02' }
            @{ What = 'UTC'; Times = [datetime]::new(2024, 12, 30, 0, 0, 0, [DateTimeKind]::Utc), [datetime]::new(2024, 12, 31, 0, 0, 0, [DateTimeKind]::Utc); Expected = [datetime]'2025-01-01', [datetime]'2025-01-02' }
        ) {
            $steps = Get-Forecast $Times -With ($With ?? @{})

            $steps.Time | Should -Be $Expected
            $steps[0].Time | Should -BeOfType $Expected[0].GetType()
            if ($Times[0] -is [datetime]) { $steps[0].Time.Kind | Should -Be $Times[0].Kind }
        }

        It 'keeps instants and the last offset over a clock change' {
            $steps = Get-Forecast ([DateTimeOffset]'2024-10-27T02:00+02:00'), ([DateTimeOffset]'2024-10-27T02:00+01:00')

            $steps.Time.ForEach({ $_.ToString('yyyy-MM-ddTHH:mmzzz') }) | Should -Be '2024-10-27T03:00+01:00', '2024-10-27T04:00+01:00'
            ($steps | Get-ScreenText 80)[2] | Should -Match ' 2024-10-27 03:00\+01 '
        }

        It 'follows the clock of the machine for the kind Local' -Skip:$IsWindows {
            # In October 2024, 02:00 is twice in Berlin; in March, 02:00 is not there.
            $lines = Invoke-FreshShell @"
`$env:TZ = 'Europe/Berlin'
[TimeZoneInfo]::ClearCachedData()
Import-Module '$(Get-Manifest)'
`$half = New-RnnCell -InputWeight 0.5 -RecurrentWeight 0 -Activation Identity
foreach (`$start in '2024-10-26T23:00Z', '2024-03-30T23:00Z') {
    `$rows = 0, 1 | ForEach-Object { [pscustomobject]@{ x = 1; t = ([DateTimeOffset]`$start).UtcDateTime.AddHours(`$_).ToLocalTime() } }
    (`$rows | Invoke-RnnForecast `$half 3 -Property x -TimeProperty t).Time.ForEach({ `$_.ToString('yyyy-MM-ddTHH:mmK') }) -join ' '
}
"@

            $lines[0] | Should -Be '2024-10-27T02:00+01:00 2024-10-27T03:00+01:00 2024-10-27T04:00+01:00'
            $lines[1] | Should -Be '2024-03-31T03:00+02:00 2024-03-31T04:00+02:00 2024-03-31T05:00+02:00'
        }

        It 'makes absent rows missing values: <_>' -ForEach Interpolate, CarryForward, Mask {
            $keep = New-RnnCell -InputWeight 0.5 -RecurrentWeight 0.25 -Activation Identity
            $present = @{ x = 4; t = '2024-02-11' }, @{ x = 8; t = '2024-02-12' }, @{ x = 16; t = '2024-02-14' }
            $empty = $present[0, 1] + @{ x = ''; t = '2024-02-13' } + $present[2]

            $steps = $present | Invoke-RnnForecast $keep 3 -Property x -TimeProperty t -MissingValue $_
            $expected = $empty | Invoke-RnnForecast $keep 3 -Property x -MissingValue $_

            $steps.Value | Should -Be $expected.Value
            $steps.Step | Should -Be 4, 5, 6
            $steps[0].Time | Should -Be ([datetime]'2024-02-15')
        }

        It 'reads the times of a file, and names its line' {
            Set-Content (Join-Path $TestDrive days.csv) 'day,x', '2024-02-11,1', '2024-02-12,2', '2024-02-14,3'
            $sequence = Import-RnnSequence (Join-Path $TestDrive days.csv) -Property x

            ($sequence | Invoke-RnnForecast $half 1 -TimeProperty day -MissingValue Mask).Time | Should -Be ([datetime]'2024-02-15')
            $outcome = Get-Outcome { $sequence | Invoke-RnnForecast $half 1 -TimeProperty day }
            $outcome.Errors | Get-ErrorId | Should -Be RnnMissingValue
            $outcome.Errors[0].Exception.Message | Should -Match '^Line 4, row 2 of sequence days: day is 2024-02-14, and the row of 2024-02-13'
        }

        It 'requires that -Future goes on from the last row: <Days>' -ForEach @(
            @{ Days = '2024-02-13', '2024-02-14'; Value = 21, 51, 91 }
            @{ Days = '2024-02-14', '2024-02-15'; Message = 'Row 0 of -Future: t is 2024-02-14, but 1 day after 2024-02-12 is 2024-02-13' }
            @{ Days = '2024-02-13', '2024-02-15'; Message = 'Row 1 of -Future: t is 2024-02-15, but 1 day after 2024-02-13 is 2024-02-14' }
        ) {
            $history = @{ a = 9; b = 9; t = '2024-02-11' }, @{ a = 1; b = 2; t = '2024-02-12' }
            $future = @{ b = 3; t = $Days[0] }, @{ b = 4; t = $Days[1] }
            $outcome = Get-Outcome { $history | Invoke-RnnForecast $sum 3 -Property a, b -TargetProperty a -TimeProperty t -Future $future }

            $outcome.Output.Value | Should -Be $Value
            if ($Message) {
                $outcome.Errors | Get-ErrorId | Should -Be RnnFuture
                $outcome.Errors[0].Exception.Message | Should -Match "^$Message"
            }
        }

        It 'is an error that names the row and the remedy: <Times>' -ForEach @(
            @{ Times = '11.02.2024', '12.02.2024'; Message = "Row 0 .* t is '11.02.2024'.*-Culture de-DE.*-TimeFormat 'dd.MM.yyyy'" }
            @{ Times = '2024-02-12', '2024-02-11'; Message = 'Row 1 .*newest row comes first.*Reverse' }
            @{ Times = '2024-02-11', '2024-02-12', '2024-02-12'; Message = 'Row 2 .*as in the row above' }
            @{ Times = 202411, 202412; Message = 'Row 0 .*202411.*-TimeFormat yyyyMM.*-TimeFormat Number' }
            @{ Times = '2024-02-11', '2024-02-13', '2024-02-16'; Message = 'Row 2 .*No regular step.*leave -TimeProperty out' }
            @{ Times = '2024-02-11', $null; Message = 'Row 1 .*t is empty' }
        ) {
            $outcome = Get-Outcome { Get-Forecast $Times }

            $outcome.Output | Should -BeNullOrEmpty
            $outcome.Errors | Get-ErrorId | Should -Be RnnTime
            $outcome.Errors[0].Exception.Message | Should -Match $Message
            # Without times, the rows are a series.
            ($Times | ForEach-Object { @{ x = 1; t = $_ } } | Invoke-RnnForecast $half 1 -Property x).Value | Should -Be 0.5
        }

        It 'gives times to each series by its own step' {
            $rows = @{ k = 'a'; x = 1; t = '2024-01-31' }, @{ k = 'b'; x = 1; t = '2024-02-01' }, @{ k = 'a'; x = 1; t = '2024-02-29' }, @{ k = 'b'; x = 1; t = '2024-02-02' }

            ($rows | Invoke-RnnForecast $half 1 -Property x -GroupBy k -TimeProperty t).Time | Should -Be ([datetime]'2024-03-31'), ([datetime]'2024-02-03')
        }

        It 'refuses a format that is none, or without times: <_>' -ForEach { Get-Forecast 1, 2 -With @{ TimeFormat = 'HH:mm' } }, { 1, 2 | Invoke-RnnForecast $half 1 -TimeFormat yyyy } {
            $outcome = Get-Outcome $_

            $outcome.Terminated | Should -BeTrue
            $outcome.Errors | Get-ErrorId | Should -BeIn RnnTime, RnnParameters
            $outcome.Errors[0].Exception.Message | Should -Match 'TimeFormat|with the year'
        }
    }

    Context 'After training' {
        BeforeAll {
            $model = New-RnnModel -Kind Gru 1 8 1 -Seed 1
            $null = $sunspots | Optimize-RnnModel $model -Property SUNACTIVITY -Epoch 15 -LearningRate 0.01 -ValidationFraction 0.2
        }

        It 'knows the properties, the lead and the scaling, and has an interval' {
            $steps = $sunspots | Invoke-RnnForecast $model 12

            $steps | Should -HaveCount 12
            $steps.Where({ $_.Lower -lt $_.Upper }) | Should -HaveCount 12
            $next = $sunspots | Invoke-RnnForward $model -Property SUNACTIVITY -Last
            $steps[0].Value | Should -Be $next.Output
        }

        It 'has the quantiles of the centred residuals as the first interval, and a wider one for later steps' {
            $steps = $sunspots | Invoke-RnnForecast $model 12 -Interval 0.8
            $residuals = @($model.Training.Residuals | ForEach-Object { $_[0] } | Sort-Object)
            $mean = ($residuals | Measure-Object -Average).Average

            # Type 7, as NumPy has it.
            $place = 0.1 * ($residuals.Count - 1)
            $below = [int][Math]::Floor($place)
            $tail = $residuals[$below] + ($place - $below) * ($residuals[$below + 1] - $residuals[$below])
            Assert-Close ($steps[0].Value + $tail - $mean) $steps[0].Lower 1e-12
            ($steps[11].Upper - $steps[11].Lower) | Should -BeGreaterThan ($steps[0].Upper - $steps[0].Lower)
        }

        It 'is the same again, with another seed another, and narrower for a smaller share' {
            $first = $sunspots | Invoke-RnnForecast $model 5
            $again = $sunspots | Invoke-RnnForecast $model 5
            $other = $sunspots | Invoke-RnnForecast $model 5 -Seed 1
            $narrow = $sunspots | Invoke-RnnForecast $model 5 -Interval 0.5

            $again.Upper | Should -Be $first.Upper
            $other[4].Upper | Should -Not -Be $first[4].Upper
            $other.Value | Should -Be $first.Value
            ($narrow[4].Upper - $narrow[4].Lower) | Should -BeLessThan ($first[4].Upper - $first[4].Lower)
        }

        It 'holds most of what came, ten years ahead, at eight places of the last fifty years' {
            $held = foreach ($origin in (250..299).Where({ $_ % 6 -eq 0 })) {
                $steps = $sunspots | Select-Object -First $origin | Invoke-RnnForecast $model 10
                for ($i = 0; $i -lt 10; $i++) {
                    $actual = [double] $sunspots[$origin + $i].SUNACTIVITY
                    $actual -ge $steps[$i].Lower -and $actual -le $steps[$i].Upper
                }
            }

            ($held | Where-Object { $_ }).Count / $held.Count | Should -BeGreaterThan 0.7
        }

        It 'makes the interval of the quantiles that a model puts out' {
            $quantiles = New-RnnModel -Kind Gru 1 8 3 -Seed 1
            $null = $sunspots | Optimize-RnnModel $quantiles -Property SUNACTIVITY -TargetProperty SUNACTIVITY -Lead 1 -Quantile 0.1, 0.5, 0.9 -Loss Pinball -Epoch 15 -LearningRate 0.01
            $steps = $sunspots | Invoke-RnnForecast $quantiles 4 -Interval 0.8
            $last = $sunspots | Invoke-RnnForward $quantiles -Property SUNACTIVITY -Last

            Assert-Close @($last.Output | Sort-Object) ($steps[0].Lower, $steps[0].Value, $steps[0].Upper)
            ($steps[3].Upper - $steps[3].Lower) | Should -BeGreaterThan 0
        }

        It 'fills gaps of the history where asked to' {
            $gap = $sunspots | ForEach-Object { $_.PSObject.Copy() }
            $gap[300].SUNACTIVITY = ''
            $filled = $sunspots | ForEach-Object { $_.PSObject.Copy() }
            $filled[300].SUNACTIVITY = ([double]$sunspots[299].SUNACTIVITY + [double]$sunspots[301].SUNACTIVITY) / 2

            ($gap | Invoke-RnnForecast $model 3 -MissingValue Interpolate).Value | Should -Be ($filled | Invoke-RnnForecast $model 3).Value
        }
    }

    It 'can be stopped early: Select-Object -First' {
        (1 | Invoke-RnnForecast $half 1000000 | Select-Object -First 2).Value | Should -Be 0.5, 0.25
    }
}

Describe 'A forecast that cannot be made: <Script>' -ForEach @(
    @{ Script = { 1, 2 | Invoke-RnnForecast (New-RnnModel 1 2 1 -Direction Reverse -Seed 1) 2 }; Id = 'RnnDirection'; Value = 'Elman 1→2→1'; Remedy = 'all Forward' }
    @{ Script = { , (1, 2) | Invoke-RnnForecast $sum 2 }; Id = 'RnnFeedback'; Value = '2 inputs', '1 target'; Remedy = 'by -Property and the targets by -TargetProperty' }
    @{ Script = { @{ a = 1; b = 2 } | Invoke-RnnForecast $sum 2 -Property a, b -TargetProperty a -Lead 0 }; Id = 'RnnFeedback'; Value = , 'a lead of 0'; Remedy = '-Lead of 1 or more' }
    @{ Script = { 1 | Invoke-RnnForecast $half 2 -Interval 0.9 }; Id = 'RnnInterval'; Value = 'no residuals', 'two or more quantiles'; Remedy = '-ValidationFraction above 0' }
    @{ Script = { 1 | Invoke-RnnForecast $half 2 -Interval 90 }; Id = 'RnnInterval'; Value = , '90'; Remedy = 'between 0 and 1' }
    @{ Script = { @{ a = 1 } | Invoke-RnnForecast $sum 2 -Property a }; Id = 'RnnInputLength'; Value = '-Property', '1 input', 'takes 2'; Remedy = 'Name one for each input' }
    @{ Script = { @{ a = 1; b = 2 } | Invoke-RnnForecast $sum 2 -Property a, b -TargetProperty a, b }; Id = 'RnnTargetLength'; Value = '-TargetProperty', '2 targets', 'forecasts 1'; Remedy = 'Name one for each of them' }
    @{ Script = { @{ a = 1; b = 2 } | Invoke-RnnForecast $sum 3 -Property a, b -TargetProperty a -Future @{ b = 1 }, @{ c = 1 } }; Id = 'RnnPropertyMissing'; Value = '-Future', 'Row 1', '''b'''; Remedy = 'expected one of c' }
    @{ Script = { 1 | Invoke-RnnForecast $half 2 -Future $null }; Id = 'ParameterArgumentValidationError'; Value = 'Future', 'null'; Remedy = 'Provide a valid value' }
    @{ Script = { 1 | Invoke-RnnForecast $half 0 }; Id = 'ParameterArgumentValidationError'; Value = 'Count', '0'; Remedy = 'greater than or equal to 1' }
    @{ Script = { 1 | Invoke-RnnForecast 5 2 }; Id = 'ParameterArgumentTransformationError'; Value = '5 is not a model'; Remedy = 'New-RnnModel' }
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

Describe 'A series that cannot be forecast, among others: <Script>' -ForEach @(
    @{ Script = { (New-RnnSequence -Input 1, '', 2 -Key gap), (New-RnnSequence -Input 2 -Key good) | Invoke-RnnForecast $half 1 }; Id = 'RnnMissingValue'; Value = 'Step 1 of sequence gap'; Remedy = '-MissingValue Interpolate' }
    @{ Script = { (New-RnnSequence -Input 1, 2 -Key short), (New-RnnSequence -Input 1, 4, 5 -Key good) | Invoke-RnnForecast $half 1 -Lead 3 }; Id = 'RnnSequenceLength'; Value = 'history short', '2 timesteps', 'at least 3'; Remedy = 'longer history' }
    @{ Script = { (New-RnnSequence -Input (1, 2), (3, 4) -Key wide), (New-RnnSequence -Input 1, 2 -Key good) | Invoke-RnnForecast $half 1 }; Id = 'RnnInputLength'; Value = '2 features', 'takes 1'; Remedy = 'Give one number for each input' }
    @{ Script = { (New-RnnSequence -Input 1, 2 -Key notimes), (New-RnnSequence -Input @{ x = 1; t = 1 }, @{ x = 2; t = 2 } -Property x -Key good) | Invoke-RnnForecast $half 1 -TimeProperty t }; Id = 'RnnTime'; Value = 'notimes', 'step of t'; Remedy = 'leave -TimeProperty out' }
    @{ Script = { (New-RnnSequence -Input @{ x = 1; t = 'soon' }, @{ x = 2; t = 'later' } -Property x -Key words), (New-RnnSequence -Input @{ x = 1; t = 1 }, @{ x = 2; t = 2 } -Property x -Key good) | Invoke-RnnForecast $half 1 -TimeProperty t }; Id = 'RnnTime'; Value = , 'soon'; Remedy = 'a date such as 2026-11-24' }
    @{ Script = { 1, 'abc', 2 | Invoke-RnnForecast $half 1 }; Id = 'RnnNotANumber'; Value = 'Timestep 1', '''abc'''; Remedy = 'expected digits' }
    @{ Script = { (New-RnnSequence -Input 1 -Key keyed) | Invoke-RnnForecast $half 1 -GroupBy k; New-RnnSequence -Input 1 | Invoke-RnnForecast $half 1 }; Id = 'RnnParameters'; Value = 'keyed', '-GroupBy'; Remedy = 'leave -GroupBy out' }
    @{ Script = { @{ a = 1; b = 2 } | Invoke-RnnForecast $sum 3 -Property a, b -TargetProperty a -Future @{ b = 1 }; 1 | Invoke-RnnForecast $half 1 }; Id = 'RnnFuture'; Value = 'inputs'.Substring(0, 5), '(b)', 'for 2 steps'; Remedy = 'give them by -Future' }
    @{ Script = { @{ a = 1; b = 2 } | Invoke-RnnForecast $sum 3 -Property a, b -TargetProperty a -Future @{ b = 1 }, @{ b = '' }; 1 | Invoke-RnnForecast $half 1 }; Id = 'RnnFuture'; Value = 'Row 1', 'missing'; Remedy = 'give one for each of b' }
) {
    It 'is an error of its own, and the others are forecast' {
        $outcome = Get-Outcome $Script

        $outcome.Terminated | Should -BeFalse
        @($outcome.Output) | Should -HaveCount 1
        $outcome.Errors | Get-ErrorId | Should -Be $Id
        foreach ($part in $Value) { $outcome.Errors[0].Exception.Message | Should -BeLike "*$([WildcardPattern]::Escape($part))*" }
        $outcome.Errors[0].Exception.Message | Should -Match $Remedy
    }
}

Describe 'A forecast that grows beyond all numbers' {
    It 'comes out as far as it is finite, and then stops with an error' {
        $outcome = Get-Outcome { 1 | Invoke-RnnForecast (New-RnnCell -InputWeight 1e200 -RecurrentWeight 0 -Activation Identity) 3 }

        $outcome.Output.Value | Should -Be 1e200
        $outcome.Errors | Get-ErrorId | Should -Be RnnNotFinite
        $outcome.Errors[0].Exception.Message | Should -Match 'step 2 .*Forecast fewer steps'
    }
}

Describe 'A forecast without a model' {
    It 'keeps the model that it trained, even if the pipeline ends early' {
        1..40 | Invoke-RnnForecast -Count 5 -ModelVariable kept 6> $null | Select-Object -First 1 | ForEach-Object Step | Should -Be 40
        $kept.Verdict | Should -BeLike '* % better than repeating the last row'
        41..60 | Invoke-RnnForecast -Count 1 -ForecastModel $kept | ForEach-Object { [Math]::Round($_.Value) } | Should -Be 61
    }
}
