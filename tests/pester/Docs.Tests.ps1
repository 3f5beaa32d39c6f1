param([string] $ModulePath = (Join-Path $PSScriptRoot '../../module/RnnPS'))

BeforeDiscovery {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/Pages.ps1"
    Import-TestedModule $ModulePath
    $pages = Get-Page
    # An example stands alone. The blocks of another page are one session.
    $scripts = foreach ($page in $pages) {
        $blocks = @(Get-CodeBlock $page.Path | Where-Object { $_.Language -eq 'powershell' -and -not $_.Host })
        if ($page.Name -like 'docs/commands/*') {
            foreach ($block in $blocks | Where-Object Heading -Like 'Example *') {
                @{ Name = "$($page.Name), $($block.Heading)"; Blocks = , $block; Width = 76 }
            }
        }
        elseif ($blocks) {
            @{ Name = $page.Name; Blocks = $blocks; Width = ($page.Name -like 'docs/about/*' ? 72 : 100) }
        }
    }
}

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    . "$PSScriptRoot/Pages.ps1"
    Import-TestedModule $ModulePath
}

Describe 'The code of the pages does what they say' {
    BeforeEach {
        $folder = New-Item (Join-Path $TestDrive ([Guid]::NewGuid())) -ItemType Directory
        # What a reader has: the files that the module ships.
        Copy-Item (Join-Path (Get-Module RnnPS).ModuleBase examples *.csv) $folder
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
                $text = @($outcome.Output | Get-ScreenText $Width) -join "`n"
                $text | Should -BeExactly (($block.Output -split '\r?\n' | ForEach-Object TrimEnd | Where-Object { $_ }) -join "`n") -Because "line $($block.Line) shows it"
            }
        }

        $shown += @(Get-ChildItem $folder | Where-Object Name -NotIn $before | Where-Object Length -gt 0).Count
        $shown | Should -BeGreaterThan 0 -Because 'an example shows or writes something'
    }
}
