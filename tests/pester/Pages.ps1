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
output block that follows, $null if there is none; OutputLine is the number of lines before that text,
and OutputCount the number of its lines.
#>
function Get-CodeBlock([string] $Path) {
    $heading = ''
    $last = $block = $null
    $line = 0
    foreach ($text in Get-Content -LiteralPath $Path) {
        $line++
        if ($block) {
            if ($text -cne '```') { $block.Lines.Add($text); continue }
            if ($block.Language -eq 'output') { if ($last) { $last.Output = $block.Lines -join "`n"; $last.OutputLine = $block.Line; $last.OutputCount = $block.Lines.Count } }
            else {
                $last = [pscustomobject]@{
                    Language = $block.Language; Host = $block.Host; Code = $block.Lines -join "`n"
                    Heading = $heading; Line = $block.Line; Output = $null; OutputLine = 0; OutputCount = 0
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
What a page runs: a script for each example of a command, which stands alone, or one for the whole page, whose blocks are one session.
Width is that of the screen on which the output was. Blocks with a second word in the info string are not run here: "pwsh" and "rnnps" are
run by other scripts, and "elsewhere" is tested where what it needs is made.
#>
function Get-PageScript($Page) {
    # Its commands install the module on the machine.
    if ($Page.Name -eq 'docs/install.md') { return }
    $blocks = @(Get-CodeBlock $Page.Path | Where-Object { $_.Language -eq 'powershell' -and -not $_.Host })
    if ($Page.Name -like 'docs/commands/*') {
        foreach ($block in $blocks | Where-Object Heading -Like 'Example *') {
            @{ Name = "$($Page.Name), $($block.Heading)"; Blocks = , $block; Width = 80 }
        }
    }
    elseif ($blocks) {
        @{ Name = $Page.Name; Blocks = $blocks; Width = ($Page.Name -like 'docs/about/*' ? 80 : 100) }
    }
}

<# The lines of a text as they are compared: without spaces at their ends, and without empty ones. #>
function Get-PlainText([string] $Text) { @($Text -split '\r?\n' | ForEach-Object TrimEnd | Where-Object { $_ }) }

<#
Runs the code of a block in the session of a page, an empty module, where variables stay for the next block. Output has what a screen
shows, warnings and information too, and Errors the errors.
#>
function Invoke-CodeBlock([string] $Code, [Management.Automation.PSModuleInfo] $Session) {
    [cultureinfo]::CurrentCulture = [cultureinfo]::InvariantCulture
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

<# What a screen of some width shows of the output, as lines, without empty ones at the start and the end. #>
function Get-Rendering([object[]] $Output, [int] $Width) {
    $rendering = $PSStyle.OutputRendering
    try {
        $PSStyle.OutputRendering = 'PlainText'
        [RnnPS.RnnView]::Width = $Width
        (($Output | Out-String -Width $Width) -split '\r?\n' | ForEach-Object TrimEnd) -join "`n" -replace '\n{2,}', "`n`n" -replace '^\n+|\n+$'
    }
    finally {
        $PSStyle.OutputRendering = $rendering
        [RnnPS.RnnView]::Width = 0
    }
}

<# Lets Import-Module find the module by its name, as it does where the module is installed. #>
function Add-ModulePath([string] $ModuleBase) {
    $folder = Split-Path $ModuleBase
    # The folder of an installed module is called by its version.
    if ((Split-Path $folder -Leaf) -eq 'RnnPS') { $folder = Split-Path $folder }
    if ($folder -notin ($env:PSModulePath -split [IO.Path]::PathSeparator)) {
        $env:PSModulePath = $folder + [IO.Path]::PathSeparator + $env:PSModulePath
    }
}

<#
Fills a folder with what a reader has: the files that the module ships, and those that Python wrote before a page reads them, from the
data of the tests.
#>
function Copy-ReaderFile([string] $ModuleBase, [string] $To) {
    Copy-Item (Join-Path $ModuleBase examples *.csv) $To
    $models = Join-Path $PSScriptRoot '../data/models'
    Copy-Item (Join-Path $models keras k3-gru.keras) (Join-Path $To model.keras)
    Copy-Item (Join-Path $models lstm-linear.safetensors) (Join-Path $To lstm.safetensors)
    $gru = @{ weight_ih_l0 = (1..3 | ForEach-Object { , @(0.1) }); weight_hh_l0 = (1..3 | ForEach-Object { , @(0.2) }); bias_ih_l0 = 0, 0, 0; bias_hh_l0 = 0, 0, 0.1 }
    ConvertTo-Json $gru | Set-Content (Join-Path $To gru.json)
}
