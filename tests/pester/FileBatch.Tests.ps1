param([string] $ModulePath = (Join-Path $PSScriptRoot '../../module/RnnPS'))

BeforeDiscovery {
    # Each test needs SSH servers that start PowerShell and take a key. They run on this machine alone, as long as the tests.
    $sshd = if (-not $IsWindows) { (Get-Command sshd, /usr/sbin/sshd -ErrorAction Ignore | Select-Object -First 1).Source }
    $ready = $sshd -and (Get-Command ssh, ssh-keygen -ErrorAction Ignore).Count -eq 2
    $title = $ready ? 'The example FileBatch.ps1' : 'The example FileBatch.ps1 (skipped: needs sshd, ssh and ssh-keygen, and not Windows)'
}

Describe $title -Skip:(-not $ready) {
    BeforeAll {
        . "$PSScriptRoot/Shared.ps1"
        Import-TestedModule $ModulePath
        $manifest = Get-Manifest
        $script = Join-Path (Get-Module RnnPS).ModuleBase 'examples/FileBatch.ps1'
        $sshd = (Get-Command sshd, /usr/sbin/sshd -ErrorAction Ignore | Select-Object -First 1).Source

        # Two servers with throwaway keys. sshd asks for this folder where it runs as root.
        if ([Environment]::UserName -eq 'root') { $null = New-Item /run/sshd -ItemType Directory -Force }
        $home1 = (New-Item "$TestDrive/ssh" -ItemType Directory).FullName
        foreach ($key in 'host', 'user') { ssh-keygen -q -t ed25519 -N '' -f "$home1/$key" }
        Copy-Item "$home1/user.pub" "$home1/authorized"
        function Get-FreePort {
            $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
            $listener.Start()
            $listener.LocalEndpoint.Port
            $listener.Stop()
        }
        function Start-Server([int] $Port) {
            @"
Port $Port
ListenAddress 127.0.0.1
HostKey $home1/host
AuthorizedKeysFile $home1/authorized
PidFile none
StrictModes no
UsePAM no
PermitRootLogin yes
MaxStartups 100
Subsystem powershell $([Environment]::ProcessPath) -sshs -NoLogo -NoProfile
"@ | Set-Content "$home1/$Port.conf"
            Start-Process $sshd '-D', '-f', "$home1/$Port.conf", '-E', "$home1/$Port.log" -PassThru
        }
        $ports = 1..3 | ForEach-Object { Get-FreePort }
        $servers = $ports[0, 1] | ForEach-Object { Start-Server $_ }
        $key = (Get-Content "$home1/host.pub").Split(' ')[0, 1] -join ' '
        $ports | ForEach-Object { "[127.0.0.1]:$_ $key" } | Set-Content "$home1/known"
        $first, $second, $absent = $ports | ForEach-Object { "127.0.0.1:$_" }

        # 24 series, and a model that was trained on such.
        $series = (New-Item "$TestDrive/series" -ItemType Directory).FullName
        foreach ($i in 1..24) {
            1..40 | ForEach-Object { [pscustomobject]@{ Day = $_; Load = [Math]::Round(50 + 9 * [Math]::Sin($_ + $i), 3) } } | Export-Csv "$series/s$('{0:d2}' -f $i).csv"
        }
        Get-ChildItem $series | ForEach-Object { $_.LastWriteTimeUtc = [datetime]'2026-01-01' }
        $model = New-RnnModel -Kind Gru 1 4 1 -Seed 1
        $null = Import-Csv "$series/s01.csv" | Optimize-RnnModel $model -Property Load -Epoch 2 -ValidationFraction 0.3
        $model | Export-RnnModel "$TestDrive/model.safetensors"

        $batch = @{
            ModelPath = "$TestDrive/model.safetensors"; Path = $series; Module = $manifest; ThrottleLimit = 1; PartSize = 8; Retry = 1
            Option    = @{ IdentityFile = "$home1/user"; UserKnownHostsFile = "$home1/known"; LogLevel = 'QUIET' }
            Process   = { param($Rows, $Model) Start-Sleep -Milliseconds 80; $Rows | Invoke-RnnForecast $Model -Count 3 | Select-Object Step, Value }
        }
        # What the batch must give, from this process alone.
        $expected = foreach ($file in Get-ChildItem $series | Sort-Object Name) {
            Import-Csv $file | Invoke-RnnForecast $model -Count 3 | Select-Object @{ Name = 'File'; Expression = { $file.Name } }, Step, Value
        }
        $expected = ($expected | ConvertTo-Csv) -join "`n"
        function Get-Result($Path) { (Get-Content $Path) -join "`n" }
        function Get-Finished($Path) { Get-ChildItem "$Path.parts" -Filter *.csv -ErrorAction Ignore }
        function Wait-Finished($Path, [int] $Count) {
            $end = [datetime]::Now.AddSeconds(30)
            while (@(Get-Finished $Path).Count -lt $Count -and [datetime]::Now -lt $end) { Start-Sleep -Milliseconds 50 }
        }
    }

    AfterAll {
        $servers | ForEach-Object { if (-not $_.HasExited) { $_.Kill($true) } }
    }

    It 'gives the numbers of one process, on two hosts, and skips what is done' {
        $out = "$TestDrive/plain.csv"
        & $script @batch -HostName $first, $second -OutputPath $out -WhatIf
        Test-Path "$out*" | Should -BeFalse
        $count = & $script @batch -HostName $first, $second -OutputPath $out
        $count.Done, $count.Skipped, $count.Failed, $count.Left | Should -Be 24, 0, 0, 0
        Get-Result $out | Should -Be $expected

        (Get-Item "$series/s07.csv").LastWriteTimeUtc = [datetime]::UtcNow
        $count = & $script @batch -HostName $first -OutputPath $out
        $count.Done, $count.Skipped | Should -Be 1, 23 -Because 'one file has changed since'
        Get-Result $out | Should -Be $expected
        { & $script @batch -HostName $first -OutputPath $out -Process { } } | Should -Throw '*another model or another -Process*'
    }

    It 'finishes where a host dies in the middle and another never was' {
        $out = "$TestDrive/dying.csv"
        $job = Start-Job -ArgumentList $script, $batch, @($first, $second, $absent), $out {
            param($script, $batch, $hosts, $out)
            # Slow enough that the dead host is tried twice before the other one has done its files.
            $batch.Process = [scriptblock]::Create(($batch.Process -replace 'Milliseconds 80', 'Milliseconds 250'))
            & $script @batch -HostName $hosts -OutputPath $out
        }
        Wait-Finished $out 5
        $servers[1].Kill($true)
        $count = Receive-Job $job -Wait -ErrorVariable errors -ErrorAction SilentlyContinue -WarningVariable warnings -WarningAction SilentlyContinue
        Remove-Job $job
        $count.Done, $count.Failed, $count.Left | Should -Be 24, 0, 0
        Get-Result $out | Should -Be $expected
        "$warnings" | Should -BeLike "*$second failed, and is tried again in 1 s. SSH could not connect*"
        "$errors" | Should -BeLike "*$absent failed 2 times in a row, and gets no more files.*ssh $absent*"
        "$errors" | Should -BeLike "*$second failed 2 times in a row*"
        "$errors" | Should -Not -BeLike "*$first*"
    }

    It 'loses nothing that was done when it is killed' {
        $out = "$TestDrive/killed.csv"
        $code = "`$options = Import-Clixml '$TestDrive/batch.xml'; `$options.Process = [scriptblock]::Create(`$options.Process); & '$script' @options"
        $batch + @{ HostName = $first; OutputPath = $out } | Export-Clixml "$TestDrive/batch.xml"
        $process = Start-Process ([Environment]::ProcessPath) '-NoProfile', '-EncodedCommand', ([Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($code))) -PassThru -RedirectStandardOutput "$TestDrive/killed.txt"
        Wait-Finished $out 6
        $process.Kill($true)
        $process.WaitForExit()
        Test-Path $out | Should -BeFalse
        $before = Get-Finished $out
        $before.Count | Should -BeGreaterOrEqual 6

        $count = & $script @batch -HostName $first -OutputPath $out
        $count.Skipped | Should -Be $before.Count
        $count.Done | Should -Be (24 - $before.Count)
        Get-Result $out | Should -Be $expected
        $before | ForEach-Object { (Get-Item $_.FullName).LastWriteTimeUtc } | Should -Be $before.LastWriteTimeUtc
    }

    It 'says which files and hosts failed, and does the others' {
        $out = "$TestDrive/bad.csv"
        $batch.PartSize = 100
        'Day,Load', '1,fine' | Set-Content "$series/s99.csv"
        try {
            $count = & $script @batch -HostName $first -OutputPath $out -ErrorVariable errors -ErrorAction SilentlyContinue 2>$null
            $count.Done, $count.Failed, $count.Left | Should -Be 24, 1, 0
            "$errors" | Should -BeLike '*1 of 25 files failed (s99.csv).*fine*'
            Get-Result $out | Should -Be $expected
        }
        finally { Remove-Item "$series/s99.csv" }

        $batch.Module = 'RnnPS-that-is-not-there'
        $count = & $script @batch -HostName $first -OutputPath "$TestDrive/none.csv" -ErrorVariable errors 2>$null
        $count.Done, $count.Left | Should -Be 0, 24
        "$errors" | Should -BeLike "*$first can't import RnnPS-that-is-not-there*Install RnnPS there*24 files are left*"
        Test-Path "$TestDrive/none.csv" | Should -BeFalse
    }
}
