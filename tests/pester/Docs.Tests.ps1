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
    $path = $env:PSModulePath
    Add-ModulePath (Get-Module RnnPS).ModuleBase
}

AfterAll {
    $env:PSModulePath = $path
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

        $shown += @(Get-ChildItem $folder | Where-Object Name -NotIn $before | Where-Object Length -gt 0).Count
        $shown | Should -BeGreaterThan 0 -Because 'an example shows or writes something'
    }
}
