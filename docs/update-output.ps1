<#
.SYNOPSIS
    Writes what the code blocks of docs pages print into the output blocks that follow them.
.DESCRIPTION
    Runs each page as tests/pester/Docs.Tests.ps1 does. Use it after a change of a view, and look at what it changed. The output of the
    pages in docs/commands comes from the XML docs of the cmdlets: their differences are printed, not written.
.EXAMPLE
    ./docs/update-output.ps1 docs/about/about_RnnPS.md
#>
param(
    # The pages; by default, all.
    [string[]] $Path
)

$ErrorActionPreference = 'Stop'
$tests = Join-Path (Split-Path $PSScriptRoot) 'tests' 'pester'
. (Join-Path $tests 'Shared.ps1')
. (Join-Path $tests 'Pages.ps1')
$module = Join-Path (Split-Path $PSScriptRoot) 'module' 'RnnPS'
Import-Module $module
Add-ModulePath $module
$full = foreach ($file in $Path) { (Resolve-Path $file).Path }
foreach ($page in Get-Page | Where-Object { -not $full -or $_.Path -in $full }) {
    $lines = [Collections.Generic.List[string]] @(Get-Content -LiteralPath $page.Path)
    $shift = 0
    foreach ($script in Get-PageScript $page) {
        $folder = New-Item (Join-Path ([IO.Path]::GetTempPath()) "page-$([Guid]::NewGuid())") -ItemType Directory
        Copy-ReaderFile $module $folder
        Push-Location $folder
        try {
            $session = New-Module { }
            foreach ($block in $script.Blocks) {
                $outcome = Invoke-CodeBlock $block.Code $session
                $outcome.Errors | ForEach-Object { Write-Warning "$($page.Name), line $($block.Line): $_" }
                if ($null -eq $block.Output) { continue }
                $text = @((Get-Rendering $outcome.Output $script.Width) -split "`n")
                if (($text -join "`n") -ceq $block.Output) { continue }
                if ($page.Name -like 'docs/commands/*') {
                    "$($script.Name):"
                    $text
                    continue
                }

                $start = $block.OutputLine + $shift
                $lines.RemoveRange($start, $block.OutputCount)
                $lines.InsertRange($start, [string[]] $text)
                $shift += $text.Count - $block.OutputCount
            }
        }
        finally {
            Pop-Location
            Remove-Item $folder -Recurse
        }
    }

    if ($page.Name -notlike 'docs/commands/*') { [IO.File]::WriteAllText($page.Path, ($lines -join "`n") + "`n") }
}
