<#
.SYNOPSIS
    Makes the packages of RnnPS. The same commit gives the same bytes, in any folder.
.DESCRIPTION
    Writes to -Path:
      RnnPS/<version>/             the folder of the module, ready to import
      RnnPS.<version>.zip          this folder, to be unpacked into a folder of $env:PSModulePath
      RnnPS.<version>.nupkg        the package for the PowerShell Gallery, as Publish-PSResource lays it out
      RnnPS.Core.<version>.nupkg   the library for C#

    The module has the files that git knows in module/RnnPS, what the build adds, and LICENSE. The times in the packages are the time of
    the commit. The bytes also depend on the .NET SDK and the operating system.
#>
[CmdletBinding()]
param(
    # The folder for the packages. Packages of this version in it are replaced.
    [Parameter(Mandatory)] [string] $Path
)

$ErrorActionPreference = 'Stop'
$root = Split-Path $PSScriptRoot
$source = Join-Path $root 'module' 'RnnPS'

function Invoke-Tool {
    param([Parameter(Mandatory)] [string] $Program, [Parameter(Mandatory)] [string[]] $Argument)

    & $Program @Argument
    if ($LASTEXITCODE) { throw "Exit code ${LASTEXITCODE}: $Program $Argument" }
}

# The elements that Publish-PSResource writes, from the same places: the manifest alone, and CHANGELOG.md for the notes.
function New-Nuspec([hashtable] $Manifest, [string] $Folder) {
    $data = $Manifest.PrivateData.PSData
    $cmdlets = $Manifest.CmdletsToExport
    $tags = @('PSModule') + $data.Tags + ($Manifest.CompatiblePSEditions | ForEach-Object { "PSEdition_$_" }) + 'PSIncludes_Cmdlet' +
        ($cmdlets | ForEach-Object { "PSCmdlet_$_" }) + ($cmdlets | ForEach-Object { "PSCommand_$_" })
    $version = [regex]::Escape($Manifest.ModuleVersion)
    $notes = [regex]::Match((Get-Content (Join-Path $root 'CHANGELOG.md') -Raw), "(?ms)^## $version[^\n]*\n(.*?)(?=^## |\z)").Groups[1].Value.Trim()
    if (-not $notes) { throw "CHANGELOG.md has no section '## $($Manifest.ModuleVersion)': write one." }
    $elements = [ordered]@{
        id = 'RnnPS'; version = $Manifest.ModuleVersion; authors = $Manifest.Author; owners = $Manifest.CompanyName
        requireLicenseAcceptance = 'false'; licenseUrl = $data.LicenseUri; projectUrl = $data.ProjectUri
        description = $Manifest.Description; releaseNotes = $notes; copyright = $Manifest.Copyright; tags = $tags -join ' '
    }
    $lines = foreach ($name in $elements.Keys) {
        if ($elements[$name]) { "    <$name>$([Security.SecurityElement]::Escape($elements[$name]))</$name>" }
    }
    @"
<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://schemas.microsoft.com/packaging/2011/08/nuspec.xsd">
  <metadata>
$($lines -join "`n")
  </metadata>
  <files>
    <file src="$([Security.SecurityElement]::Escape($Folder))/**" target="" />
  </files>
</package>
"@ -replace "`r"
}

# A zip file whose bytes depend on the files alone: in the order of their names, with the time of the commit.
function Compress-Folder([string] $Folder, [string] $Prefix, [DateTimeOffset] $Time, [string] $ZipPath) {
    $names = [string[]] (Get-ChildItem $Folder -Recurse -File | ForEach-Object { [IO.Path]::GetRelativePath($Folder, $_.FullName).Replace('\', '/') })
    [Array]::Sort($names, [StringComparer]::Ordinal)
    $zip = [IO.Compression.ZipFile]::Open($ZipPath, 'Create')
    try {
        foreach ($name in $names) {
            $entry = $zip.CreateEntry("$Prefix/$name", 'SmallestSize')
            $entry.LastWriteTime = $Time
            $entry.ExternalAttributes = 0x81A4 -shl 16
            $stream = $entry.Open()
            try { $stream.Write([IO.File]::ReadAllBytes((Join-Path $Folder $name))) } finally { $stream.Dispose() }
        }
    }
    finally { $zip.Dispose() }
}

$files = git -C $root ls-files module/RnnPS
if (-not $files) { throw "Pack needs git, and a clone of the repository: '$root' is none." }
if (git -C $root status --porcelain) { Write-Warning 'Not everything here is committed. The packages are those of no commit.' }
$seconds = [long] (git -C $root log -1 --format=%ct)
$manifest = Import-PowerShellDataFile (Join-Path $source 'RnnPS.psd1')
$version = $manifest.ModuleVersion

$module = Join-Path $Path 'RnnPS' $version
$build = Join-Path $Path 'build'
foreach ($old in $module, $build, (Join-Path $Path "RnnPS.$version.*"), (Join-Path $Path "RnnPS.Core.$version.nupkg")) {
    if (Test-Path $old) { Remove-Item $old -Recurse -Force }
}
$null = New-Item $module -ItemType Directory -Force
$module = (Get-Item $module).FullName
$Path = (Get-Item $Path).FullName

foreach ($file in $files) {
    $target = Join-Path $module ([IO.Path]::GetRelativePath('module/RnnPS', $file))
    $null = New-Item (Split-Path $target) -ItemType Directory -Force
    Copy-Item (Join-Path $root $file) $target
}
Copy-Item (Join-Path $root 'LICENSE') $module

# Built apart from module/RnnPS, without debug symbols. They would name this folder and the remote of this clone.
$options = '--configuration', 'Release', '--artifacts-path', $build, '-p:ContinuousIntegrationBuild=true', '-p:DebugType=none', '-v:quiet', '-nologo'
Invoke-Tool dotnet (@('build', (Join-Path $root 'src' 'RnnPS'), "-p:BinaryFolder=$module/") + $options)

$spec = Join-Path $build 'RnnPS.nuspec'
New-Nuspec $manifest $module | Set-Content $spec -NoNewline
$epoch = $env:SOURCE_DATE_EPOCH
try {
    $env:SOURCE_DATE_EPOCH = $seconds
    Invoke-Tool dotnet (@('pack', (Join-Path $root 'src' 'RnnPS.Core'), '--output', $Path) + $options)
    Invoke-Tool dotnet (@('pack', (Join-Path $PSScriptRoot 'Module.csproj'), '--output', $Path, "-p:NuspecFile=$spec") + $options)
}
finally { $env:SOURCE_DATE_EPOCH = $epoch }
Compress-Folder $module "RnnPS/$version" ([DateTimeOffset]::FromUnixTimeSeconds($seconds)) (Join-Path $Path "RnnPS.$version.zip")

Get-Item (Join-Path $Path "RnnPS.$version.zip"), (Join-Path $Path "RnnPS.$version.nupkg"), (Join-Path $Path "RnnPS.Core.$version.nupkg")
