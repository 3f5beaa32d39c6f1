<#
.SYNOPSIS
Runs the long form of the tests that attack RnnPS: mutated files and checkpoints, hostile objects, extreme numbers, and stops.
.DESCRIPTION
dotnet test runs the same tests with fewer files. The last part measures how soon each command stops at 50 random moments, and takes
about ten minutes.
.PARAMETER Files
The number of mutated CSV files to read.
.PARAMETER ModelFiles
The number of mutated model files to read.
.PARAMETER Seed
The seed of the mutations. Another seed gives other files.
.PARAMETER SkipStops
Leaves the measurement of stops out.
.EXAMPLE
./tests/Invoke-LongTests.ps1 -Files 1000000 -Seed 7
#>
[CmdletBinding()]
param(
    [ValidateRange(1, [int]::MaxValue)]
    [int] $Files = 200000,
    [ValidateRange(1, [int]::MaxValue)]
    [int] $ModelFiles = 20000,
    [int] $Seed = 1,
    [switch] $SkipStops
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true

$env:RNNPS_FUZZ_FILES = $Files
$env:RNNPS_FUZZ_MODELS = $ModelFiles
$env:RNNPS_FUZZ_SEED = $Seed
try {
    dotnet test (Join-Path $PSScriptRoot RnnPS.Files.Tests) --filter 'CsvFuzzTests|CsvGrowthTests|CraftedCheckpointTests|CraftedModelTests|ModelFuzzTests|KerasFuzzTests|OnnxFuzzTests|LeftoverTests'
    dotnet test (Join-Path $PSScriptRoot RnnPS.Tests) --filter 'HostileInputTests|ExtremeNumberTests|KilledWriterTests|StopTests'
    if (-not $SkipStops) {
        dotnet run -c Release --project (Join-Path $PSScriptRoot RnnPS.Benchmarks) -- stop
    }
}
finally {
    Remove-Item Env:RNNPS_FUZZ_FILES, Env:RNNPS_FUZZ_MODELS, Env:RNNPS_FUZZ_SEED
}
