# What all files of the suite share.

<# Imports the module under test, and makes sure that it is that one: an assembly once loaded stays in the process. #>
function Import-TestedModule([string] $ModulePath) {
    # The manifest itself: Import-Module finds none in a folder that is called by its version.
    $manifest = (Test-Path $ModulePath -PathType Container) ? (Join-Path $ModulePath 'RnnPS.psd1') : $ModulePath
    Import-Module $manifest -ErrorAction Stop
    $expected = (Get-Item $manifest).DirectoryName
    $loaded = (Get-Item (Get-Command Invoke-RnnForward).ImplementingType.Assembly.Location).DirectoryName
    if ($loaded -ne $expected) {
        throw "The module of '$loaded' is loaded, and that of '$expected' should be tested: start a new process."
    }
}

<# The manifest of the module under test, for another PowerShell to import. #>
function Get-Manifest { Join-Path (Get-Module RnnPS).ModuleBase 'RnnPS.psd1' }

<# The folder of CSV files that the tests read. #>
function Get-DataFolder { (Resolve-Path (Join-Path $PSScriptRoot '../data')).Path }

<# Copies the CSV files to where a test can work with them. #>
function Copy-Data([string] $To) { Copy-Item (Join-Path (Get-DataFolder) '*.csv') $To }

<#
Runs a script block, and tells what came out: Output, Errors (a terminating one last) and whether it was Terminated.
With -Stop, every cmdlet of the module has -ErrorAction Stop.
#>
function Get-Outcome([scriptblock] $Body, [switch] $Stop) {
    $ErrorActionPreference = 'Continue'
    $PSDefaultParameterValues = $Stop ? @{ '*-Rnn*:ErrorAction' = 'Stop' } : @{}
    $outcome = [pscustomobject]@{
        Output     = [Collections.Generic.List[object]]::new()
        Errors     = [Collections.Generic.List[Management.Automation.ErrorRecord]]::new()
        Terminated = $false
    }
    try {
        & $Body 2>&1 | ForEach-Object {
            if ($_ -is [Management.Automation.ErrorRecord]) { $outcome.Errors.Add($_) } else { $outcome.Output.Add($_) }
        }
    }
    catch {
        $outcome.Errors.Add($_)
        $outcome.Terminated = $true
    }

    $outcome
}

<# An error's own id, without the command's name that PowerShell adds. #>
filter Get-ErrorId { $_.FullyQualifiedErrorId.Split(',')[0] }

<# Requires numbers that agree but for what the last bit of a machine's tanh may differ by. #>
function Assert-Close([double[]] $Expected, $Actual, [double] $RelativeError = 4e-16) {
    [double[]] $numbers = @($Actual)
    $numbers.Count | Should -Be $Expected.Count -Because 'there should be a number for each one expected'
    for ($i = 0; $i -lt $Expected.Count; $i++) {
        [Math]::Abs($numbers[$i] - $Expected[$i]) | Should -BeLessOrEqual ($RelativeError * [Math]::Abs($Expected[$i])) -Because (
            'number {0} is {1:R}, and {2:R} was expected' -f $i, $numbers[$i], $Expected[$i])
    }
}

<# A model whose output is its input, for tests that are about something else than the numbers. #>
function New-EchoModel { New-RnnCell -InputWeight 1 -RecurrentWeight 0 -Activation Identity }

<# What a user reads on a screen of some width, as lines, without those that are empty. #>
function Get-ScreenText([int] $Width, [Parameter(ValueFromPipeline)] $InputObject) {
    $rendering = $PSStyle.OutputRendering
    try {
        $PSStyle.OutputRendering = 'PlainText'
        [RnnPS.RnnView]::Width = $Width
        @(($input | Out-String -Width $Width) -split '\r?\n' | ForEach-Object TrimEnd | Where-Object { $_ })
    }
    finally {
        $PSStyle.OutputRendering = $rendering
        [RnnPS.RnnView]::Width = 0
    }
}

<# Runs a script in a fresh PowerShell, and gives its standard output as lines. #>
function Invoke-FreshShell([string] $Script) {
    $file = Join-Path $TestDrive "fresh-$([Guid]::NewGuid()).ps1"
    Set-Content -LiteralPath $file -Value $Script
    $shell = Join-Path $PSHOME ($IsWindows ? 'pwsh.exe' : 'pwsh')
    & $shell -NoProfile -NonInteractive -File $file 2>&1 | ForEach-Object ToString
}
