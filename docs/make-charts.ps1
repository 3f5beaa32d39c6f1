<#
.SYNOPSIS
    Makes the pictures of docs/charts.md and of the lessons in docs/images.
.DESCRIPTION
    Runs the code blocks of each page, in order, in a folder with the CSV files of the tests. A block writes pictures, or prints the
    text block that follows it.
    With -Check, nothing is changed: the pictures are compared with those in docs/images. Their text and shapes must be the same,
    and places may differ by two pixels, because the last bits of a trained network depend on the processor.
.EXAMPLE
    ./docs/make-charts.ps1
.EXAMPLE
    ./docs/make-charts.ps1 -Check
#>
param([switch] $Check)

$pages = 'charts.md', 'lesson-vanishing-gradients.md', 'insight.md'

$ErrorActionPreference = 'Stop'
$root = Split-Path $PSScriptRoot
$images = Join-Path $PSScriptRoot 'images'
# The blocks show what is printed without colours.
$PSStyle.OutputRendering = 'PlainText'
Import-Module (Join-Path $root 'module' 'RnnPS')

# What a picture shows, without the cells of heatmaps: its elements, and their numbers apart.
function Get-Shape([string] $File) {
    $text = [xml] (Get-Content $File -Raw)
    foreach ($element in $text.SelectNodes('//*[local-name()="text" or local-name()="polyline" or local-name()="polygon" or local-name()="ellipse"]')) {
        $place = $element.GetAttribute('points') + $element.GetAttribute('transform') + $element.GetAttribute('cx') + ' ' + $element.GetAttribute('cy')
        [pscustomobject]@{
            Kind    = '{0} {1} {2}' -f $element.LocalName, $element.GetAttribute('style'), $element.InnerText
            Numbers = [double[]] @([regex]::Matches($place, '-?\d+(\.\d+)?').Value)
        }
    }
}

function Compare-Picture([string] $Made, [string] $Kept) {
    if (-not (Test-Path $Kept)) { return 'is not there' }
    $made, $kept = @(Get-Shape $Made), @(Get-Shape $Kept)
    if ($made.Count -ne $kept.Count) { return "has $($kept.Count) shapes, and the script makes $($made.Count)" }
    for ($i = 0; $i -lt $made.Count; $i++) {
        if ($made[$i].Kind -cne $kept[$i].Kind) { return "has '$($kept[$i].Kind)' where the script makes '$($made[$i].Kind)'" }
        if ($made[$i].Numbers.Count -ne $kept[$i].Numbers.Count) { return "has another number of points in '$($kept[$i].Kind)'" }
        for ($k = 0; $k -lt $made[$i].Numbers.Count; $k++) {
            if ([Math]::Abs($made[$i].Numbers[$k] - $kept[$i].Numbers[$k]) -gt 2) { return "has '$($kept[$i].Kind)' at another place" }
        }
    }
}

# Runs a page in the current folder, and tells what differs from what the page shows.
function Invoke-Page([string] $Page) {
    $document = Get-Content (Join-Path $PSScriptRoot $Page) -Raw
    $before = @(Get-ChildItem *.svg)
    foreach ($block in [regex]::Matches($document, '(?ms)^```powershell pwsh\r?\n(?<code>.*?)^```\s*(^```text\r?\n(?<text>.*?)^```)?')) {
        $output = . ([scriptblock]::Create($block.Groups['code'].Value)) 6> $null
        # Spaces at the end of a line are not seen.
        $printed, $expected = ($output -join "`n"), $block.Groups['text'].Value | ForEach-Object { ($_ -split '\r?\n' | ForEach-Object TrimEnd) -join "`n" }
        if ($printed.Trim() -cne $expected.Trim()) { "A block of docs/$Page prints:`n$printed" }
    }

    $made = (Get-ChildItem *.svg).Name.Where({ $_ -notin $before.Name })
    $shown = [regex]::Matches($document, '\(images/([^)]+\.svg)\)') | ForEach-Object { $_.Groups[1].Value } | Sort-Object -Unique
    Compare-Object @($made) @($shown) | ForEach-Object { "$($_.InputObject): made and shown by docs/$Page are not the same" }
}

$work = New-Item (Join-Path ([IO.Path]::GetTempPath()) "charts-$([Guid]::NewGuid())") -ItemType Directory
try {
    Copy-Item (Join-Path $root 'tests' 'data' '*.csv') $work
    Push-Location $work
    $differences = @($pages | ForEach-Object { Invoke-Page $_ })
    $pictures = Get-ChildItem *.svg
    if ($Check) {
        $differences += foreach ($picture in $pictures) {
            if ($difference = Compare-Picture $picture.FullName (Join-Path $images $picture.Name)) { "docs/images/$($picture.Name) $difference" }
        }
    }
    else {
        $null = New-Item $images -ItemType Directory -Force
        Copy-Item $pictures $images
    }
}
finally {
    Pop-Location
    Remove-Item $work -Recurse
}

if ($differences) {
    $differences | Write-Host
    throw 'The pages differ from what their code makes. Run ./docs/make-charts.ps1, and look at them.'
}

"$($pictures.Count) pictures"
