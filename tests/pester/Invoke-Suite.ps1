<#
.SYNOPSIS
    Runs the Pester suite against a built module, and exits with 1 where a test failed.
.EXAMPLE
    pwsh -NoProfile -File tests/pester/Invoke-Suite.ps1 -ModulePath module/RnnPS
.NOTES
    Give it a process of its own: an assembly once loaded stays, so a session that has imported another build of the
    module cannot test this one.
#>
[CmdletBinding()]
param(
    # The module's folder, or its manifest.
    [string] $ModulePath = (Join-Path $PSScriptRoot '../../module/RnnPS'),

    # The files to run.
    [string[]] $Path = $PSScriptRoot,

    # How much Pester prints.
    [ValidateSet('None', 'Normal', 'Detailed', 'Diagnostic')]
    [string] $Verbosity = 'Normal'
)

$ErrorActionPreference = 'Stop'
Import-Module Pester -MinimumVersion 5.5

$configuration = New-PesterConfiguration
$configuration.Run.Container = New-PesterContainer -Path $Path -Data @{ ModulePath = (Resolve-Path $ModulePath).Path }
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = $Verbosity
# A log is read by programs, too, which look for a plain "Tests Passed: 9, Failed: 0".
if ([Console]::IsOutputRedirected) { $configuration.Output.RenderMode = 'Plaintext' }

$result = Invoke-Pester -Configuration $configuration

# A file that cannot be read has no failed test, but the run has failed.
exit ($result.Result -eq 'Passed' -and $result.TotalCount -gt 0 ? 0 : 1)
