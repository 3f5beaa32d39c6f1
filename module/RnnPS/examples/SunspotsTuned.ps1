<#
.SYNOPSIS
    Forecasts the sunspot numbers of 1921 to 1979 better than Sunspots.ps1, with settings chosen on 1901 to 1920 alone.
.DESCRIPTION
    The spread of sunspot numbers grows with their size, so the networks read square roots. They learn the change to the next year
    instead of the number itself. A forecast beyond the range of the training data then starts from the year before. The training
    windows are 44 years long, four solar cycles, and a new window starts every cycle. The forecast is the mean of ten networks.

    Each setting trains on 1700 to 1900 and forecasts 1901 to 1920. The setting with the smallest error trains again on 1700 to 1920
    and forecasts 1921 to 1979. These test years do not affect the choice of the setting. The script emits one object for each
    setting, and a last one for the test.
.EXAMPLE
    ./SunspotsTuned.ps1 | Format-Table
#>
param(
    [int[]] $Seed = 1..10,

    [int[]] $HiddenSize = (8, 16),

    [int[]] $Epoch = (20, 40, 80),

    [double[]] $WeightDecay = (0, 1)
)

$ErrorActionPreference = 'Stop'
if (-not (Get-Module RnnPS)) { Import-Module (Join-Path $PSScriptRoot '..' 'RnnPS.psd1') }

$first = 1700
$numbers = Import-Csv (Join-Path $PSScriptRoot sunspots.csv) |
    Where-Object { [int] $_.YEAR -le 1979 } | ForEach-Object { [double] $_.SUNACTIVITY }
$roots = $numbers | ForEach-Object { [Math]::Sqrt($_) }

# A year's inputs are its root and the change from the year before.
$inputs = foreach ($i in 0..($roots.Count - 1)) {
    , ($roots[$i], ($i -gt 0 ? $roots[$i] - $roots[$i - 1] : 0.0))
}

# Returns the root mean squared error of the years after $LastYear, for networks trained on the years up to $LastYear.
function Measure-Forecast([hashtable] $Setting, [int] $LastYear, [int] $TestYear) {
    $known = $LastYear - $first
    $changes = foreach ($i in 0..($known - 1)) { $roots[$i + 1] - $roots[$i] }
    $sum = [double[]]::new($roots.Count)
    foreach ($s in $Seed) {
        $model = New-RnnModel -Kind Gru -InputSize 2 -HiddenSize $Setting.HiddenSize -OutputSize 1 -Initializer Uniform -Seed $s
        $null = Optimize-RnnModel $model -Input $inputs[0..($known - 1)] -Target $changes -SequenceLength 44 -Stride 11 -BatchSize 4 -Epoch $Setting.Epoch `
            -Optimizer AdamW -WeightDecay $Setting.WeightDecay -LearningRate 0.01 -Schedule Cosine
        foreach ($step in Invoke-RnnForward $model -Input $inputs) {
            $root = [Math]::Max(0, $roots[$step.Step] + $step.Output)
            $sum[$step.Step] += $root * $root
        }
    }

    $squares = foreach ($year in ($LastYear + 1)..$TestYear) {
        [Math]::Pow($sum[$year - 1 - $first] / $Seed.Count - $numbers[$year - $first], 2)
    }

    [Math]::Sqrt(($squares | Measure-Object -Average).Average)
}

$best = $null
foreach ($h in $HiddenSize) {
    foreach ($e in $Epoch) {
        foreach ($w in $WeightDecay) {
            $setting = @{ HiddenSize = $h; Epoch = $e; WeightDecay = $w }
            $rmse = Measure-Forecast $setting -LastYear 1900 -TestYear 1920
            if ($null -eq $best -or $rmse -lt $best.Rmse) { $best = @{ Setting = $setting; Rmse = $rmse } }
            [pscustomobject]@{ Years = '1901-1920'; HiddenSize = $h; Epoch = $e; WeightDecay = $w; Rmse = $rmse }
        }
    }
}

[pscustomobject]@{
    Years       = '1921-1979'
    HiddenSize  = $best.Setting.HiddenSize
    Epoch       = $best.Setting.Epoch
    WeightDecay = $best.Setting.WeightDecay
    Rmse        = Measure-Forecast $best.Setting -LastYear 1920 -TestYear 1979
}
