param([string] $ModulePath = (Join-Path $PSScriptRoot '../../module/RnnPS'))

BeforeDiscovery {
    . "$PSScriptRoot/Shared.ps1"
    Import-TestedModule $ModulePath

    # The page's code: lines that are indented by eight spaces. Its table and the line of sshd_config are none.
    $lines = Get-Content (Join-Path (Get-Module RnnPS).ModuleBase 'en-US/about_RnnPS_Scaling.help.txt') -Raw
    $blocks = [regex]::Matches($lines, '(?m)(^ {8}.*\n(?:\n(?= {8}))?)+').Value -replace '(?m)^ {8}' |
        Where-Object { $_ -match '^[$&]|-\w+' -and $_ -notmatch '^one large|^Subsystem' }
    $examples = foreach ($block in $blocks) { @{ Title = ($block.Trim() -split "`n")[0]; Code = $block } }
    $threadJobs = [bool] (Get-Command Start-ThreadJob -ErrorAction Ignore)
}

Describe 'about_RnnPS_Scaling' {
    BeforeAll {
        . "$PSScriptRoot/Shared.ps1"
        Import-TestedModule $ModulePath

        $import = "Import-Module '$(Get-Manifest)'"
        $folder = New-Item "$TestDrive/work/series" -ItemType Directory -Force
        foreach ($i in 1..3) {
            1..200 | ForEach-Object { [pscustomobject]@{ Load = [Math]::Round(50 + 9 * [Math]::Sin($_ + $i), 2) } } | Export-Csv "$folder/s0000$i.csv"
        }
        $new = New-RnnModel -Kind Gru 1 4 1 -Seed 1
        $null = Import-Csv "$folder/s00001.csv" | Optimize-RnnModel $new -Property Load -Epoch 2 -ValidationFraction 0.2
        $new | Export-RnnModel "$TestDrive/work/sales.safetensors"
        Push-Location "$TestDrive/work"
        $setup = '$model = Import-RnnModel sales.safetensors; $files = Get-ChildItem series -Filter *.csv; '
    }

    AfterAll { Pop-Location }

    It 'runs: <Title>' -ForEach ($examples | Where-Object { $_.Code -notmatch '-HostName|^& \$batch' -and ($threadJobs -or $_.Code -notmatch 'Start-ThreadJob') }) {
        $text = $Code -replace 'Import-Module RnnPS', $import -replace '(-Parallel) \{', "`$1 { $import`n"
        $outcome = Get-Outcome ([scriptblock]::Create($setup + $text))
        $outcome.Errors | Should -BeNullOrEmpty
        $written = Get-ChildItem -File | Where-Object Name -NE 'sales.safetensors'
        ($Code -match '^\$(model|job) = ') -or $outcome.Output -or $written | Should -BeTrue -Because 'an example shows or writes something'
    }

    It 'names commands and parameters that are there: <Title>' -ForEach $examples {
        $errors = $null
        $tree = [Management.Automation.Language.Parser]::ParseInput($Code, [ref] $null, [ref] $errors)
        $errors | Should -BeNullOrEmpty
        foreach ($call in $tree.FindAll({ $args[0] -is [Management.Automation.Language.CommandAst] }, $true)) {
            $name = $call.GetCommandName()
            if (-not $name -and "$($call.CommandElements[0])" -eq '$batch') { $name = Join-Path (Get-Module RnnPS).ModuleBase 'examples/FileBatch.ps1' }
            $command = Get-Command $name -ErrorAction Ignore
            if ($name -eq 'Start-ThreadJob' -and -not $command) { continue }
            $command | Should -Not -BeNullOrEmpty -Because $name
            foreach ($parameter in $call.CommandElements | Where-Object { $_ -is [Management.Automation.Language.CommandParameterAst] }) {
                { $command.ResolveParameter($parameter.ParameterName) } | Should -Not -Throw -Because "$name $parameter"
            }
            # Parameters that exist, but not together: as -HostName with -ThrottleLimit.
            $names = @($call.CommandElements | Where-Object { $_ -is [Management.Automation.Language.CommandParameterAst] } | ForEach-Object { $command.ResolveParameter($_.ParameterName).Name })
            $together = foreach ($set in $command.ParameterSets) { if (-not ($names | Where-Object { $_ -notin $set.Parameters.Name })) { $set } }
            $together | Should -Not -BeNullOrEmpty -Because "$call"
        }
    }

    It 'fits a screen 80 characters wide' {
        Get-Content (Join-Path (Get-Module RnnPS).ModuleBase 'en-US/about_RnnPS_Scaling.help.txt') | Where-Object Length -gt 80 | Should -BeNullOrEmpty
    }
}
