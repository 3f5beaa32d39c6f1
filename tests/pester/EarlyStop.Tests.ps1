param([string] $ModulePath = (Join-Path $PSScriptRoot '../../module/RnnPS'))

BeforeDiscovery {
    $countsHandles = $IsWindows -or (Test-Path /proc/self/fd)
}

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    Import-TestedModule $ModulePath
    foreach ($name in 'a', 'b') { Set-Content (Join-Path $TestDrive "$name.csv") (@('x') + 1..20) }
    Push-Location $TestDrive

    # Where pwsh is a tool of the .NET SDK, the libraries that it loads late lie there, and not in $PSHOME.
    $runtime = [Runtime.InteropServices.RuntimeEnvironment]::GetRuntimeDirectory()

    # What is open, by name where the system tells it; nothing where it tells nothing at all.
    function Get-OpenHandle {
        if ($IsWindows) { return , [string[]]::new((Get-Process -Id $PID).HandleCount) }
        if (Test-Path /proc/self/fd) {
            # What listed them is closed by now, and has no target any more. PowerShell loads libraries of its own
            # when it likes to, and keeps them open.
            [IO.Directory]::GetFileSystemEntries('/proc/self/fd') | ForEach-Object { [IO.FileInfo]::new($_).LinkTarget } |
                Where-Object { $_ -and -not $_.StartsWith($PSHOME) -and -not $_.StartsWith($runtime) }
        }
    }

    # What the process holds after everything that can go has gone.
    function Measure-Held {
        $Error.Clear()
        foreach ($i in 1..3) {
            [GC]::Collect()
            [GC]::WaitForPendingFinalizers()
        }

        [pscustomobject]@{
            Heap    = [GC]::GetTotalMemory($true)
            Threads = [Diagnostics.Process]::GetCurrentProcess().Threads.Count
            Handles = @(Get-OpenHandle)
        }
    }
}

AfterAll {
    Pop-Location
}

Describe 'After 100 + 1,000 early stops of <Name>' -ForEach @(
    @{
        Name = 'a streamed run'
        Stop = { 1..100 | Invoke-RnnForward | Select-Object -First 1 }
    }
    @{
        Name = 'a run of a list'
        Stop = { Invoke-RnnForward -Input (1..100) | Select-Object -First 1 }
    }
    @{
        Name = 'a run of a CSV file'
        Stop = { Import-RnnSequence a.csv x | Invoke-RnnForward $model | Select-Object -First 1 }
    }
    @{
        Name = 'the reading of several CSV files'
        Stop = { Import-RnnSequence a.csv, b.csv x | Select-Object -First 1 }
    }
    @{
        Name = 'a run that is written to a file'
        Stop = {
            Import-RnnSequence a.csv x | Invoke-RnnForward $model | Select-Object -First 1 |
                Export-RnnTrace out.csv
            Get-Item out.csv
        }
    }
    @{
        Name = 'an export, by an error upstream'
        Stop = {
            try { & { 1; 2; throw 'stop' } | Invoke-RnnForward | Export-RnnTrace broken.csv }
            catch { 'stopped' }
        }
    }
    @{
        Name = 'an export, by an error downstream of the run'
        Stop = {
            try { 1..9 | Invoke-RnnForward | ForEach-Object { if ($_.Step -eq 3) { throw 'stop' }; $_ } | Export-RnnTrace broken.csv }
            catch { 'stopped' }
        }
    }
    @{
        Name = 'a table and a loss'
        Stop = {
            1..100 | Invoke-RnnForward | ConvertTo-RnnTable | Select-Object -First 1
            1..100 | Invoke-RnnForward | Measure-RnnLoss -Target (1..100) -PerStep | Select-Object -First 1
        }
    }
    @{
        Name = 'a run that ends itself by -MaxLength'
        Stop = { 1..100 | Invoke-RnnForward -MaxLength 1 }
    }
) {
    BeforeAll {
        $model = New-RnnModel -InputSize 1 -HiddenSize 8 -OutputSize 1 -Seed 1

        function Invoke-Stop([int] $Times) {
            $done = 0
            for ($i = 0; $i -lt $Times; $i++) { if (& $Stop) { $done++ } }
            $done
        }

        $null = Invoke-Stop 100
        $before = Measure-Held
        $count = Invoke-Stop 1000
        $after = Measure-Held
        # The runtime's own threads, and what they have open, come and go; what was forgotten stays.
        for ($i = 0; $i -lt 100 -and ($after.Threads -gt $before.Threads + 2 -or $after.Handles.Count -gt $before.Handles.Count); $i++) {
            Start-Sleep -Milliseconds 100
            $now = Measure-Held
            $after.Threads = $now.Threads
            $after.Handles = $now.Handles
        }
    }

    It 'each of them gave what it should' {
        $count | Should -Be 1000
    }

    It 'the heap is within 1 MB' {
        $after.Heap - $before.Heap | Should -BeLessOrEqual 1MB
    }

    It 'the threads are within 2' {
        $after.Threads - $before.Threads | Should -BeLessOrEqual 2
    }

    # macOS has no list of a process's open files that needs no other program.
    It 'no more files are open' -Skip:(-not $countsHandles) {
        $opened = Compare-Object $before.Handles $after.Handles | Where-Object SideIndicator -eq '=>'
        $after.Handles.Count - $before.Handles.Count |
            Should -BeLessOrEqual ($IsWindows ? 2 : 0) -Because "what was opened should be closed: $($opened.InputObject -join ', ')"
    }

    It 'every file can be opened for oneself alone' {
        foreach ($file in Get-ChildItem $TestDrive -File) {
            { [IO.File]::Open($file.FullName, 'Open', 'ReadWrite', 'None').Dispose() } | Should -Not -Throw -Because $file.Name
        }
    }

    It 'no temporary or half file is left' {
        (Get-ChildItem $TestDrive -Force -File).Name | Where-Object { $_ -like '*.tmp' -or $_ -eq 'broken.csv' } |
            Should -BeNullOrEmpty
    }
}
