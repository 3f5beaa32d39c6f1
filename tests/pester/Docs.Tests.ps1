param([string] $ModulePath = (Join-Path $PSScriptRoot '../../module/RnnPS'))

BeforeDiscovery {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/Pages.ps1"
    Import-TestedModule $ModulePath
    $pages = Get-Page
    $scripts = $pages | ForEach-Object { Get-PageScript $_ }
}

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/Pages.ps1"
    Import-TestedModule $ModulePath
    $searched = $env:PSModulePath
    Add-ModulePath (Get-Module RnnPS).ModuleBase
    # Show-RnnPage would open the browser of whoever runs the tests.
    $browser, $env:BROWSER = $env:BROWSER, 'true'
}

AfterAll {
    $env:PSModulePath = $searched
    $env:BROWSER = $browser
}

Describe 'The code of the pages does what they say' {
    BeforeEach {
        $folder = New-Item (Join-Path $TestDrive ([Guid]::NewGuid())) -ItemType Directory
        Copy-ReaderFile (Get-Module RnnPS).ModuleBase $folder
        $before = (Get-ChildItem $folder).Name
        Push-Location $folder
    }

    AfterEach {
        Pop-Location
    }

    It '<Name>' -ForEach $scripts {
        $session = New-Module { }
        $shown = 0
        foreach ($block in $Blocks) {
            $outcome = Invoke-CodeBlock $block.Code $session

            $outcome.Errors | Should -BeNullOrEmpty -Because "line $($block.Line) is shown to work"
            $shown += $outcome.Output.Count
            if ($null -ne $block.Output) {
                $text = Get-PlainText (Get-Rendering $outcome.Output $Width)
                $text -join "`n" | Should -BeExactly ((Get-PlainText $block.Output) -join "`n") -Because "line $($block.Line) shows it"
            }
        }

        if ($Name -like '*Show-RnnPage*') { return }

        $shown += @(Get-ChildItem $folder | Where-Object Name -NotIn $before | Where-Object Length -gt 0).Count
        $shown | Should -BeGreaterThan 0 -Because 'an example shows or writes something'
    }
}

Describe 'The pages and the module have the same' {
    BeforeDiscovery {
        $commands = (Get-Command -Module RnnPS -CommandType Cmdlet).Name
    }

    BeforeAll {
        $root = (Resolve-Path (Join-Path $PSScriptRoot '../..')).Path
        $cmdlets = Get-Command -Module RnnPS -CommandType Cmdlet
        $common = [Management.Automation.Cmdlet]::CommonParameters
        $types = @{}
        foreach ($assembly in @($cmdlets[0].ImplementingType.Assembly, [RnnPS.RnnModel].Assembly)) {
            foreach ($type in $assembly.GetExportedTypes()) { $types[$type.Name] = $true }
        }

        # Those of the assemblies in dependencies/, which have a context of their own.
        foreach ($file in Get-ChildItem (Join-Path $root src) -Recurse -Filter Rnn*.cs) { $types[$file.BaseName] = $true }

        $ids = @([RnnPS.RnnErrorId].GetFields() | ForEach-Object { $_.GetRawConstantValue() })
        $help = Join-Path (Get-Module RnnPS).ModuleBase en-US

        # The text of a page outside of its code blocks.
        function Get-Prose([string] $Path) { (Get-Content -LiteralPath $Path -Raw) -replace '(?ms)^```.*?^```\s*?$' -replace '<!--.*?-->' }

        # The text below a heading of a page.
        function Get-Section([string] $Path, [string] $Heading) {
            [regex]::Match((Get-Content -LiteralPath $Path -Raw), "(?ms)^#+ $([regex]::Escape($Heading))\r?\n(.*?)(?=^#+ |\z)").Groups[1].Value
        }

        function Get-CommandPage([string] $Name) { Join-Path $root "docs/commands/$Name.md" }

        # What the Tab key offers for a parameter.
        function Get-Offer([string] $Command, [string] $Parameter) {
            $line = "$Command -$Parameter "
            (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches |
                Where-Object ResultType -EQ ParameterValue | ForEach-Object { $_.CompletionText.Trim("'") }
        }
    }

    It 'commands: one page for each, and a line in the index and in about_RnnPS' {
        $names = @($cmdlets.Name | Sort-Object)

        @(Get-ChildItem (Join-Path $root docs/commands) -Filter *-*.md | ForEach-Object BaseName | Sort-Object) | Should -Be $names
        foreach ($page in 'docs/commands/README.md', 'docs/about/about_RnnPS.md') {
            $rows = [regex]::Matches((Get-Content (Join-Path $root $page) -Raw), '(?m)^\| \[?([A-Z]\w+-\w+)').ForEach{ $_.Groups[1].Value }
            @($rows | Sort-Object) | Should -Be $names -Because "$page lists them"
        }
    }

    It 'parameters: <_>' -ForEach $commands {
        $headings = [regex]::Matches((Get-Content -LiteralPath (Get-CommandPage $_) -Raw), '(?m)^### -(\w+)').ForEach{ $_.Groups[1].Value }

        $headings | Sort-Object | Should -Be ((Get-Command $_).Parameters.Keys | Where-Object { $_ -notin $common } | Sort-Object)
    }

    It 'aliases of commands and of parameters' {
        foreach ($alias in Get-Command -Module RnnPS -CommandType Alias) {
            Get-Content -LiteralPath (Get-CommandPage $alias.Definition) -Raw | Should -Match "(?m)^Alias: .*\b$alias\b"
            Get-Content -LiteralPath (Join-Path $root docs/about/about_RnnPS.md) -Raw | Should -Match "\b$alias\b"
        }

        foreach ($cmdlet in $cmdlets) {
            foreach ($parameter in $cmdlet.Parameters.Values | Where-Object Name -NotIn $common) {
                $documented = [regex]::Match((Get-Section (Get-CommandPage $cmdlet.Name) "-$($parameter.Name)"), '(?m)^Aliases: ?(.*?)\r?$').Groups[1].Value
                $documented | Should -Be ($parameter.Aliases -join ', ') -Because "$($cmdlet.Name) -$($parameter.Name)"
            }
        }
    }

    It 'output types: <_>' -ForEach $commands {
        $section = Get-Content -LiteralPath (Get-CommandPage $_) -Raw
        $documented = [regex]::Matches(($section -split '(?m)^## Outputs' | Select-Object -Last 1), '(?m)^### (\S+)').ForEach{ $_.Groups[1].Value.Replace('\', '') }
        $declared = @((Get-Command $_).OutputType.Name | Where-Object { $_ -ne 'System.Void' } | Select-Object -Unique)

        $documented | Sort-Object | Should -Be ($declared ? ($declared | Sort-Object) : 'None')
    }

    It 'views: each is one of a type that is there' {
        $names = ([xml] (Get-Content (Join-Path (Get-Module RnnPS).ModuleBase RnnPS.Format.ps1xml) -Raw)).SelectNodes('//ViewSelectedBy/TypeName').InnerText

        $names | Should -Not -BeNullOrEmpty
        # A name may have a variant after a #, which the module adds to objects.
        $names -replace '#.*' | Sort-Object -Unique | Where-Object { -not ($_ -as [type]) } | Should -BeNullOrEmpty
    }

    It 'values that Tab offers and help lists: <_>' -ForEach $commands {
        foreach ($parameter in (Get-Command $_).Parameters.Values | Where-Object Name -NotIn $common) {
            $section = (Get-Section (Get-CommandPage $_) "-$($parameter.Name)") -replace '(?s)```.*'
            $offered = @(Get-Offer $_ $parameter.Name)
            if ($section -match '(?s)\r?\n(Values:.*)') {
                $listed = $Matches[1] -match '^Values: (.*)\.' ? $Matches[1] -split ', ' : [regex]::Matches($Matches[1], '(?m)^- (\w+)').ForEach{ $_.Groups[1].Value }
                $offered | Sort-Object | Should -Be ($listed | Sort-Object) -Because "$_ -$($parameter.Name)"
                continue
            }

            # Lists in sentences, such as ": Sum, Mean or Max."
            $listed = [regex]::Matches($section, ': ((?:[A-Z]\w+, )+[A-Z]\w+ or [A-Z]\w+)[.;]').ForEach{ $_.Groups[1].Value -split ', | or ' }
            if (-not $listed -or -not $offered) { continue }
            $listed | Where-Object { $_ -notin $offered } | Should -BeNullOrEmpty -Because "$_ -$($parameter.Name) offers what is listed"
            # "Such as" is an open list.
            if ($section -match '\bsuch as\b') { continue }
            $offered | Where-Object { $section -notmatch "\b$_\b" } | Should -BeNullOrEmpty -Because "$_ -$($parameter.Name) lists what is offered"
        }
    }

    It 'about pages: Get-Help has each, and the index' {
        $pages = @(Get-ChildItem (Join-Path $root docs/about) -Filter about_*.md | ForEach-Object BaseName | Sort-Object)

        @(Get-ChildItem $help -Filter about_*.help.txt | ForEach-Object { $_.Name -replace '\.help\.txt$' } | Sort-Object) | Should -Be $pages
        $about = Get-Content (Join-Path $root docs/about/about_RnnPS.md) -Raw
        foreach ($page in $pages) {
            Get-Content (Join-Path $root docs/commands/README.md) -Raw | Should -Match "\[$page\]"
            $about | Should -Match "\b$page\b"
        }
    }

    It '<_> fits a screen 80 characters wide, and its code one of 100' -ForEach @((Get-ChildItem (Join-Path (Get-Module RnnPS).ModuleBase en-US) -Filter about_*.help.txt).Name) {
        Get-Content (Join-Path $help $_) | Where-Object { $_.Length -gt ($_ -match '^ {8}' ? 100 : 80) } | Should -BeNullOrEmpty
    }

    Context '<Name>' -ForEach (Get-Page | ForEach-Object { @{ Name = $_.Name; Path = $_.Path } }) {
        It 'names only commands that are there' {
            $named = [regex]::Matches((Get-Content -LiteralPath $Path -Raw), '\b[A-Z]\w+-Rnn[A-Z]\w*').Value | Sort-Object -Unique

            $named | Where-Object { -not (Get-Command $_ -ErrorAction Ignore) } | Should -BeNullOrEmpty
        }

        It 'gives commands only parameters that they have' {
            $inline = [regex]::Matches((Get-Prose $Path), '`([A-Z]\w+-Rnn\w+ [^`]*)`').ForEach{ $_.Groups[1].Value }
            $code = @((Get-CodeBlock $Path | Where-Object Language -EQ powershell).Code) + @($inline) | Where-Object { $_ }
            foreach ($text in $code) {
                $tree = [Management.Automation.Language.Parser]::ParseInput($text, [ref] $null, [ref] $null)
                foreach ($use in $tree.FindAll({ $args[0] -is [Management.Automation.Language.CommandAst] }, $true)) {
                    $name = $use.GetCommandName()
                    $command = $name ? (Get-Command $name -Module RnnPS -ErrorAction Ignore) : $null
                    if (-not $command) { continue }
                    if ($command.ResolvedCommand) { $command = $command.ResolvedCommand }
                    $known = @($command.Parameters.Keys) + @($command.Parameters.Values.Aliases)
                    $use.CommandElements.Where{ $_ -is [Management.Automation.Language.CommandParameterAst] }.ParameterName |
                        Where-Object { $_ -notin $known } | Should -BeNullOrEmpty -Because "$command is in: $text"
                }
            }
        }

        It 'names in its text only parameters that are there' {
            $prose = Get-Prose $Path
            $mentioned = [regex]::Matches($prose, '(?<![\w.\-/])-([A-Z]\w+)').ForEach{ $_.Groups[1].Value } | Sort-Object -Unique
            # Those of RnnPS, and those of the other commands and scripts that the page names.
            $known = @($cmdlets.Parameters.Keys) + @($cmdlets.Parameters.Values.Aliases) + $common
            $text = Get-Content -LiteralPath $Path -Raw
            $others = [regex]::Matches($text, '\b[A-Z]\w+-[A-Z]\w+').Value | Where-Object { $_ -notlike '*-Rnn*' }
            $others += [regex]::Matches($text, '[\w./]*\w\.ps1\b').Value | ForEach-Object { (Join-Path $root $_), (Join-Path $root module/RnnPS/examples $_) }
            foreach ($other in $others | Sort-Object -Unique) { $known += @((Get-Command $other -ErrorAction Ignore).Parameters.Keys) }

            $mentioned | Where-Object { $_ -notin $known } | Should -BeNullOrEmpty
        }

        It 'names only errors and types that are there' {
            $named = [regex]::Matches((Get-Prose $Path), '(?<![\w\-])Rnn(?!PS)[A-Z]\w+').Value | Sort-Object -Unique

            $named | Where-Object { $_ -notin $ids -and -not $types[$_] -and $_ -ne 'RnnPS' } | Should -BeNullOrEmpty
        }

        It 'links to pages and pictures that are there' {
            $links = [regex]::Matches((Get-Prose $Path), '\]\(([^)\s]+)\)').ForEach{ $_.Groups[1].Value } | Where-Object { $_ -notmatch '://|^#' }

            $links | ForEach-Object { ($_ -split '#')[0] } | Where-Object { -not (Test-Path (Join-Path (Split-Path $Path) $_)) } | Should -BeNullOrEmpty
        }
    }
}

Describe 'The data of the examples' {
    It 'is that of the tests' {
        foreach ($file in Get-ChildItem (Join-Path (Get-Module RnnPS).ModuleBase examples) -Filter *.csv) {
            (Get-FileHash $file).Hash | Should -Be (Get-FileHash (Join-Path (Get-DataFolder) $file.Name)).Hash
        }
    }
}

Describe 'README.md' {
    It 'is shorter than 200 lines' {
        @(Get-Content (Join-Path $PSScriptRoot '../../README.md')).Count | Should -BeLessThan 200
    }

    It 'starts with the command that does the main work and the one that runs all tests' {
        $blocks = @(Get-CodeBlock (Join-Path $PSScriptRoot '../../README.md') | Where-Object Language -NE text)

        $blocks[0].Code | Should -Match '^dotnet run .*Invoke-RnnForward'
        $blocks[1].Code | Should -Be 'dotnet test'
    }
}
