param([string] $ModulePath = (Join-Path $PSScriptRoot '../../module/RnnPS'))

BeforeDiscovery {
    . "$PSScriptRoot/Shared.ps1"
    Import-TestedModule $ModulePath
    $libraries = Get-ChildItem (Join-Path (Get-Module RnnPS).ModuleBase 'dependencies') -Filter *.dll | Where-Object Name -NotLike 'RnnPS.*' |
        ForEach-Object { @{ Name = $_.Name; Version = $_.VersionInfo.ProductVersion -replace '\+.*' } }
}

Describe 'What the module ships' {
    BeforeAll {
        . "$PSScriptRoot/Shared.ps1"
        Import-TestedModule $ModulePath
        $base = (Get-Module RnnPS).ModuleBase
        $notices = Get-Content (Join-Path $base 'THIRD-PARTY-NOTICES.txt') -Raw
    }

    It 'names <Name> and its licence in THIRD-PARTY-NOTICES.txt' -ForEach $libraries {
        $notices | Should -Match "(?m)^\S.* $([regex]::Escape($Version)) \($([regex]::Escape($Name))\)`r?`n\S+`r?`nLicence: \S"
    }

    It 'names no library that is not there' {
        $named = [regex]::Matches($notices, '(?m)\((\S+\.dll)\)\r?$') | ForEach-Object { $_.Groups[1].Value }
        $named | Sort-Object | Should -Be (Get-ChildItem (Join-Path $base 'dependencies') -Filter *.dll | Where-Object Name -NotLike 'RnnPS.*').Name
    }

    It 'has the docs of RnnPS.Core beside it, for editors' {
        [xml] $docs = Get-Content (Join-Path $base 'RnnPS.Core.xml') -Raw
        ($docs.doc.members.member | Where-Object name -eq 'M:RnnPS.RnnModel.StartingExample').summary | Should -BeLike '*by hand*'
    }

    It 'has no local path in an assembly' {
        # A package says nothing of the machine that built it. The build in module/RnnPS has debug symbols and names them.
        if (-not (Test-Path (Join-Path $base 'LICENSE'))) {
            Set-ItResult -Skipped -Because 'it is no package'
            return
        }

        Get-ChildItem $base -Recurse -Filter *.pdb | Should -BeNullOrEmpty
        foreach ($file in Get-ChildItem $base -Recurse -Filter RnnPS*.dll) {
            [Text.Encoding]::Latin1.GetString([IO.File]::ReadAllBytes($file)) | Should -Not -Match '\.pdb|[/\\](home|root|Users)[/\\]' -Because $file.Name
        }
    }
}
