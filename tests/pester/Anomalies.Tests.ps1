param([string] $ModulePath = (Join-Path $PSScriptRoot '../../module/RnnPS'))

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    Import-TestedModule $ModulePath
    Copy-Data $TestDrive
    # Five labelled anomalies, all of them in the last quarter: a spike, an outage, a raised level, a stuck sensor and a ramp.
    $load = Import-Csv (Join-Path $TestDrive serverload_anomalies.csv)

    # The labels of the events with the smallest scores. An event of rows that are no more than twelve apart counts once.
    function Get-TopLabel($Rows, $Count) {
        $events = $Rows | Where-Object IsAnomaly | Group-Object Event | Sort-Object { ($_.Group.Score | Measure-Object -Minimum).Minimum }
        $events | Select-Object -First $Count | ForEach-Object { $_.Group.Source.anomaly } | Where-Object { $_ } | Sort-Object -Unique
    }
}

Describe 'Find-RnnAnomaly' {
    It 'finds five labelled anomalies, though the rows that it is trained on have them' {
        $rows = $load | Find-RnnAnomaly -Property load -TimeProperty time -Robust -Level 0.02 6> $null
        $rows | Should -HaveCount $load.Count
        Get-TopLabel $rows 8 | Should -Be level, outage, ramp, spike, stuck
    }

    It 'finds them live with a model of the rows before' {
        $null = $load[0..1007] | Find-RnnAnomaly -Property load -TimeProperty time -ModelVariable forecast -WarningAction Ignore 6> $null
        $rows = $load | Find-RnnAnomaly -ForecastModel $forecast -TimeProperty time -Robust -Level 0.02
        Get-TopLabel $rows 8 | Should -Be level, outage, ramp, spike, stuck
        ($rows | Measure-RnnAnomaly anomaly).Found | Should -Be 5

        # The first 1,000 rows have no anomaly: at the level 0.001, more than 4 false alarms are rarer than 1 in 250.
        $strict = $load[0..999] | Find-RnnAnomaly -ForecastModel $forecast -TimeProperty time -WarningAction Ignore
        @($strict | Where-Object IsAnomaly).Count | Should -BeLessOrEqual 4
    }

    It 'shows rows and measures that fit into <Width> columns' -ForEach @(@{ Width = 80 }, @{ Width = 120 }) {
        $sun = Import-Csv (Join-Path $TestDrive sunspots.csv)
        $model = New-RnnModel -Kind Gru -InputSize 1 -HiddenSize 2 -OutputSize 1 -Seed 1
        $null = $sun | Optimize-RnnModel $model -Property SUNACTIVITY -Epoch 2 -ValidationFraction 0.3
        $rows = $sun | Find-RnnAnomaly $model -TimeProperty YEAR -Level 0.05 -WarningAction Ignore
        function Get-Screen { ($input | Get-ScreenText $Width) -join "`n" }
        $text = $rows | Select-Object -First 3 | Get-Screen
        $text | Should -BeLike '*Sequence*Step*Time*Value*Expected*Score*Anomaly*'
        $text -split "`n" | ForEach-Object { $_.TrimEnd().Length } | Measure-Object -Maximum | ForEach-Object Maximum | Should -BeLessOrEqual $Width
        $rows | Where-Object IsAnomaly | Select-Object -First 1 | Format-List | Get-Screen | Should -BeLike '*Residual*Lower*Upper*Kind*Event*Source*'
        $rows | ForEach-Object { $_.Source | Add-Member label ($_.Step -in 260, 261) }
        $rows | Measure-RnnAnomaly label | Get-Screen | Should -BeLike '*Events*Found*Recall*Precision*F1*Delay*FalseAlarms*Rows*'
        $rows | Measure-RnnAnomaly label | Format-List | Get-Screen | Should -BeLike '*True from step 260, 2 rows*'
        ($rows | Measure-RnnAnomaly label).Events | Get-Screen | Should -BeLike '*Label*Step*Length*Delay*Score*'
    }
}
