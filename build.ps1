<#
.SYNOPSIS
    Builds, tests, measures and packs RnnPS.
.DESCRIPTION
    Build   builds all projects. You can then import module/RnnPS.
    Test    runs the xunit tests.
    Docs    builds the module and writes the pages of its commands to docs/commands.
    Pester  runs the Pester tests against -ModulePath. Requires Pester 5.
    Bench   runs all benchmarks, or the benchmarks in -Benchmark.
    Pack    makes the packages in artifacts/: the module as a folder, a zip file and a nupkg, and RnnPS.Core as a nupkg.
.EXAMPLE
    ./build.ps1 -Task Build, Test, Pester
.EXAMPLE
    ./build.ps1 -Task Pack; ./build.ps1 -Task Pester -ModulePath artifacts/RnnPS/0.1.0
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Docs', 'Pester', 'Bench', 'Pack')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    # The module to import for the Pester tests.
    [string] $ModulePath = (Join-Path $PSScriptRoot 'module' 'RnnPS'),

    # The benchmarks to run. By default, all benchmarks run.
    [string[]] $Benchmark = @()
)

$ErrorActionPreference = 'Stop'
$solution = Join-Path $PSScriptRoot 'RnnPS.sln'

function Invoke-Native([scriptblock] $Command) {
    & $Command
    if ($LASTEXITCODE -ne 0) { throw "Exit code ${LASTEXITCODE}: $Command" }
}

foreach ($name in $Task) {
    switch ($name) {
        'Build' { Invoke-Native { dotnet build $solution --configuration $Configuration } }
        'Test' { Invoke-Native { dotnet test $solution --configuration $Configuration } }
        'Docs' {
            $project = Join-Path $PSScriptRoot 'src' 'RnnPS'
            Invoke-Native { dotnet build $project --configuration $Configuration --target Docs }
        }
        'Pester' {
            $suite = Join-Path $PSScriptRoot 'tests' 'pester' 'Invoke-Suite.ps1'
            Invoke-Native { & ([Environment]::ProcessPath) -NoProfile -File $suite -ModulePath $ModulePath }
        }
        'Bench' {
            $project = Join-Path $PSScriptRoot 'tests' 'RnnPS.Benchmarks'
            Invoke-Native { dotnet run --configuration Release --project $project -- @Benchmark }
        }
        'Pack' { & (Join-Path $PSScriptRoot 'build' 'Pack.ps1') -Path (Join-Path $PSScriptRoot 'artifacts') }
    }
}
