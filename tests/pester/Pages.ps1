# The Markdown pages of the repository, for the tests of documentation.

<# The pages that users read, with their path from the root. #>
function Get-Page {
    $root = (Resolve-Path (Join-Path $PSScriptRoot '../..')).Path
    foreach ($file in @(Get-Item (Join-Path $root README.md)) + @(Get-ChildItem (Join-Path $root docs) -Recurse -Filter *.md)) {
        [pscustomobject]@{
            Name = [IO.Path]::GetRelativePath($root, $file.FullName).Replace('\', '/')
            Path = $file.FullName
        }
    }
}

<#
The code blocks of a page: Language, Host (a second word of the info string), Code, Heading, Line, and Output, the text of the
output block that follows; $null if there is none.
#>
function Get-CodeBlock([string] $Path) {
    $heading = ''
    $last = $block = $null
    $line = 0
    foreach ($text in Get-Content -LiteralPath $Path) {
        $line++
        if ($block) {
            if ($text -cne '```') { $block.Lines.Add($text); continue }
            if ($block.Language -eq 'output') { if ($last) { $last.Output = $block.Lines -join "`n" } }
            else {
                $last = [pscustomobject]@{
                    Language = $block.Language; Host = $block.Host; Code = $block.Lines -join "`n"
                    Heading = $heading; Line = $block.Line; Output = $null
                }
                $last
            }

            $block = $null
        }
        elseif ($text -match '^```(\S*) ?(.*)$') {
            $block = @{ Language = $Matches[1]; Host = $Matches[2]; Lines = [Collections.Generic.List[string]]::new(); Line = $line }
        }
        elseif ($text -match '^#+ (.*)$') { $heading = $Matches[1]; $last = $null }
        elseif ($text) { $last = $null }
    }
}

<#
Runs the code of a block in the session of a page, an empty module, where variables stay for the next block. Output has what a screen
shows, warnings and information too, and Errors the errors.
#>
function Invoke-CodeBlock([string] $Code, [Management.Automation.PSModuleInfo] $Session) {
    $outcome = [pscustomobject]@{ Output = [Collections.Generic.List[object]]::new(); Errors = [Collections.Generic.List[object]]::new() }
    try {
        . $Session ([scriptblock]::Create($Code)) *>&1 | ForEach-Object {
            if ($_ -is [Management.Automation.ErrorRecord]) { $outcome.Errors.Add($_) } else { $outcome.Output.Add($_) }
        }
    }
    catch {
        $outcome.Errors.Add($_)
    }

    $outcome
}
