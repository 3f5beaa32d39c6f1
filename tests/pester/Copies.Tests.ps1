param([string] $ModulePath = (Join-Path $PSScriptRoot '../../module/RnnPS'))

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    Import-TestedModule $ModulePath
    $folder = (Get-Module RnnPS).ModuleBase
    foreach ($name in 'same', 'other') { Copy-Item $folder (Join-Path $TestDrive $name 'RnnPS') -Recurse }
    $same = Join-Path $TestDrive 'same' 'RnnPS'
    $other = Join-Path $TestDrive 'other' 'RnnPS'
    $version = (Import-PowerShellDataFile (Join-Path $folder 'RnnPS.psd1')).ModuleVersion
    foreach ($manifest in (Join-Path $other 'RnnPS.psd1'), (Join-Path $other 'binary' 'RnnPS.psd1')) {
        (Get-Content $manifest) -replace "'$([regex]::Escape($version))'", "'9.8.7'" | Set-Content $manifest
    }

    # Runs a script in a new process, where nothing of the module is loaded.
    function Invoke-NewProcess([string] $Script) {
        & ([Environment]::ProcessPath) -NoProfile -NonInteractive -Command "`$PSStyle.OutputRendering = 'PlainText'; $Script" 2>&1
    }

    $catch = { "$($_.FullyQualifiedErrorId): $_" }
}

Describe 'A second copy of the module' {
    It 'of <Version> from another folder is one error that says which is loaded and which was asked for' -ForEach @(
        @{ First = 'same'; Second = 'other' }
        @{ First = 'other'; Second = 'same' }
        @{ First = 'same'; Second = 'copy' }
    ) {
        Copy-Item $same (Join-Path $TestDrive 'copy' 'RnnPS') -Recurse -Force
        $folders = @{ same = $same; other = $other; copy = Join-Path $TestDrive 'copy' 'RnnPS' }
        $versions = @{ same = $version; other = '9.8.7'; copy = $version }

        $out = Invoke-NewProcess "
            Import-Module '$($folders[$First])'
            try { Import-Module '$($folders[$Second])' -ErrorAction Stop } catch { $catch }
            '{0} {1}' -f (Get-Module RnnPS).Version, (Get-Module RnnPS).ModuleBase
            (1, 2 | Invoke-RnnForward).Count"

        $out | Should -HaveCount 3
        $out[0] | Should -BeLike ("RnnModuleLoaded,*: RnnPS $($versions[$First]) from '$($folders[$First])' is loaded in this process*can't load RnnPS " +
            "$($versions[$Second]) from '$($folders[$Second])' as well: start a new PowerShell session*")
        $out[1] | Should -Be "$($versions[$First]) $($folders[$First])"
        $out[2] | Should -Be 2
    }

    It 'is the same error after the first was removed, because its assemblies stay' {
        $out = Invoke-NewProcess "
            Import-Module '$same'; Remove-Module RnnPS
            try { Import-Module '$other' -ErrorAction Stop } catch { $catch }"

        $out | Should -HaveCount 1
        $out | Should -BeLike 'RnnModuleLoaded,*'
    }

    It 'is the same error in another runspace of the process' {
        $out = Invoke-NewProcess "
            Import-Module '$same'
            1 | ForEach-Object -Parallel { try { Import-Module '$other' -ErrorAction Stop } catch { $catch } }"

        $out | Should -HaveCount 1
        $out | Should -BeLike 'RnnModuleLoaded,*'
    }
}

Describe 'The same module' {
    It 'is imported once more without an error: <Import>' -ForEach @(
        @{ Import = "Import-Module '{0}' -Force" }
        @{ Import = "Import-Module '{0}'" }
        @{ Import = "Import-Module (Join-Path '{0}' 'RnnPS.psd1') -Force" }
        @{ Import = "Remove-Module RnnPS; Import-Module '{0}'" }
        @{ Import = "1 | ForEach-Object -Parallel {{ Import-Module '{0}' -Force }}" }
    ) {
        $out = Invoke-NewProcess "
            Import-Module '$same'
            $($Import -f $same)
            (1, 2 | Invoke-RnnForward).Count
            (Get-Module RnnPS).Version.ToString()
            (Get-Command New-RnnCell).Source
            ([RnnPS.SgdOptimizer]@{ Momentum = '0.5' }).Momentum"

        $out | Should -Be 2, $version, 'RnnPS', 0.5
    }

    It 'leaves no command behind when it is removed' {
        Invoke-NewProcess "Import-Module '$same'; Remove-Module RnnPS; (Get-Module RnnPS -All).Count; @(Get-Command *-Rnn* -CommandType Cmdlet -ListImported).Count" |
            Should -Be 0, 0
    }

    It 'has one version in both manifests' {
        (Import-PowerShellDataFile (Join-Path $folder 'binary' 'RnnPS.psd1')).ModuleVersion | Should -Be $version
        (Get-Command New-RnnCell).Version | Should -Be $version
    }
}
