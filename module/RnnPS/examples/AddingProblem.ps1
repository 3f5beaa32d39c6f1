<#
.SYNOPSIS
    Trains a network on the adding problem, which requires memory over many timesteps.
.DESCRIPTION
    Each timestep has a random number between 0 and 1 and a marker. The marker is 1 at two timesteps of the sequence and 0 at the
    others. After the last timestep, the network predicts the sum of the two marked numbers (Hochreiter and Schmidhuber 1997, "Long
    short-term memory", experiment 4). Always predicting 1 gives a mean squared error of 0.167.

    Training ends when the error on the validation sequences is below -Target. The script emits one object with the error on 200 new
    sequences. The object also says whether the gradient of the last timestep vanishes, holds or explodes on its way back to the
    first, before and after training. A network can't learn from a gradient that vanishes.
.EXAMPLE
    ./AddingProblem.ps1
.EXAMPLE
    ./AddingProblem.ps1 -Kind Lstm -Length 50
.EXAMPLE
    'Elman', 'Gru' | ForEach-Object { ./AddingProblem.ps1 -Kind $_ -Epoch 10 } | Format-List
#>
param(
    [ValidateSet('Elman', 'Gru', 'Lstm')]
    [string] $Kind = 'Gru',

    [int] $Length = 100,

    [int] $Count = 2000,

    [int] $Epoch = 60,

    [int] $Seed = 1,

    [double] $Target = 0.002
)

$ErrorActionPreference = 'Stop'
if (-not (Get-Module RnnPS)) { Import-Module (Join-Path $PSScriptRoot '..' 'RnnPS.psd1') }

# Creates sequences with the features number, marker and sum, drawn from a random stream of the seed.
function New-AddingSequence([int] $Stream, [int] $Count) {
    $random = [RnnPS.CounterRandom]::new($Seed, $Stream)
    $half = [Math]::Floor($Length / 2)
    foreach ($key in 0..($Count - 1)) {
        $element = [long] $key * ($Length + 2)
        $values = [double[]]::new(3 * $Length)
        for ($t = 0; $t -lt $Length; $t++) { $values[3 * $t] = $random.Uniform($element + $t) }
        $first = [int] [Math]::Floor($half * $random.Uniform($element + $Length))
        $second = $half + [int] [Math]::Floor(($Length - $half) * $random.Uniform($element + $Length + 1))
        $values[3 * $first + 1] = 1
        $values[3 * $second + 1] = 1
        $sum = $values[3 * $first] + $values[3 * $second]
        for ($t = 0; $t -lt $Length; $t++) { $values[3 * $t + 2] = $sum }
        [RnnPS.RnnSequence]::new($key, [RnnPS.RnnMatrix]::new($Length, 3, $values), [string[]] ('number', 'marker', 'sum'))
    }
}

function Measure-Way([RnnPS.RnnModel] $Model) {
    $gradient = New-AddingSequence -Stream 102 -Count 1 |
        Measure-RnnGradient $Model -Property number, marker -TargetProperty sum -Last
    $gradient.Verdict
}

$model = New-RnnModel -Kind $Kind -InputSize 2 -HiddenSize 32 -OutputSize 1 -OutputStep Last -Seed $Seed
$before = Measure-Way $model
$last = New-AddingSequence -Stream 100 -Count $Count |
    Optimize-RnnModel $model -Property number, marker -TargetProperty sum -Epoch $Epoch -BatchSize 20 -ValidationFraction 0.1 `
        -LearningRate 0.005 -Precision Single |
    Where-Object { $_.ValidationLoss -lt $Target -or $_.Epoch -eq $Epoch } |
    Select-Object -First 1

$new = @(New-AddingSequence -Stream 101 -Count 200)
$inputs = foreach ($sequence in $new) {
    , [RnnPS.RnnSequence]::new($sequence.Key, [RnnPS.RnnMatrix]::new($Length, 2, [double[]] ($sequence.Values | ForEach-Object { $_[0]; $_[1] })))
}
$steps = Invoke-RnnForward $model -Input $inputs
$squares = foreach ($i in 0..($new.Count - 1)) { [Math]::Pow($steps[$i].Output - $new[$i].Values[0][2], 2) }

[pscustomobject]@{
    Kind           = $Kind
    Length         = $Length
    Epochs         = $last.Epoch
    ValidationLoss = $last.ValidationLoss
    TestError      = ($squares | Measure-Object -Average).Average
    GradientBefore = $before
    GradientAfter  = Measure-Way $model
    Elapsed        = $last.Elapsed
}
