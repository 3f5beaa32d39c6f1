<#
.SYNOPSIS
    Runs a model over many CSV files on several machines, over SSH, and writes one result file.
.DESCRIPTION
    Each CSV file in the folder -Path is one series. The script sends the model and the text of the files to the hosts, -PartSize
    files at a time, and runs -Process there for each file. The hosts need PowerShell with RnnPS, and an SSH server with PowerShell's
    subsystem that takes your key. They don't need the files. See Get-Help about_RnnPS_Scaling.

    The result of a file is kept as soon as it arrives, in the folder <OutputPath>.parts. A later run skips each file that has a
    result newer than itself. A run that was stopped or killed therefore continues where it was. At the end, the results become one CSV
    file, in the order of the files' names, and the script emits one object that counts the files.

    A host whose connection fails is tried again -Retry times, with growing pauses, and other hosts take its files. A host that can't
    import RnnPS is not tried again. A file that can't be processed is an error, and the others continue; a later run tries it again.
.EXAMPLE
    ./FileBatch.ps1 -HostName node1, node2 -ModelPath sales.safetensors -Path ./series -OutputPath forecasts.csv
.EXAMPLE
    ./FileBatch.ps1 node1, admin@node2:2222 load.safetensors ./hours found.csv -ThrottleLimit 8 -Process {
        param($Rows, $Model)
        $Rows | Find-RnnAnomaly -Property Load -Model $Model | Where-Object IsAnomaly | Select-Object Step, Value, Score
    }
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # The hosts, as ssh names them: node1, user@node1, user@node1:2222, or a Host of your ssh configuration.
    [Parameter(Mandatory, Position = 0)] [string[]] $HostName,

    # The model: a file that Import-RnnModel reads.
    [Parameter(Mandatory, Position = 1)] [string] $ModelPath,

    # The folder with the CSV files.
    [Parameter(Mandatory, Position = 2)] [string] $Path,

    # The result: a CSV file with a column File and what -Process emits.
    [Parameter(Mandatory, Position = 3)] [string] $OutputPath,

    # What to do with a file. It gets the rows of the file and the model.
    [scriptblock] $Process = {
        param($Rows, $Model)
        $by = $Model -is [RnnPS.RnnForecastModel] ? @{ ForecastModel = $Model } : @{ Model = $Model }
        $Rows | Invoke-RnnForecast @by -Count 12 | Select-Object Step, Value, Lower, Upper
    },

    # The number of connections to each host at the same time. A connection uses about one processor.
    [ValidateRange(1, 256)] [int] $ThrottleLimit = 2,

    # The number of files that a connection takes at once.
    [ValidateRange(1, 100000)] [int] $PartSize = 100,

    # How often a failed connection is tried again.
    [ValidateRange(0, 100)] [int] $Retry = 3,

    # The module to import on the hosts: its name, or the path of its manifest there.
    [string] $Module = 'RnnPS',

    # More options for ssh, by the names of ssh_config: @{ IdentityFile = '~/.ssh/batch' }.
    [hashtable] $Option = @{}
)

$ErrorActionPreference = 'Stop'
if (-not (Get-Module RnnPS)) { Import-Module (Join-Path $PSScriptRoot '..' 'RnnPS.psd1') }

# Without BatchMode, ssh would wait for a password. ServerAlive finds a host that has gone silent.
$ssh = @{ BatchMode = 'yes'; ConnectTimeout = '10'; ServerAliveInterval = '10'; ServerAliveCountMax = '3' }
foreach ($name in $Option.Keys) { $ssh[$name] = "$($Option[$name])" }

# What a host does with a part. It emits one object for each file, as soon as the file is done.
$remote = {
    param($Module, $Model, [string[]] $Names, [string[]] $Texts, $Process)
    try { Import-Module $Module -ErrorAction Stop; $live = Copy-RnnModel $Model }
    catch { return [pscustomobject]@{ Unfit = $_.Exception.Message } }
    [pscustomobject]@{ Started = $true }
    $run = [scriptblock]::Create($Process)
    for ($i = 0; $i -lt $Names.Count; $i++) {
        $result = [pscustomobject]@{ File = $Names[$i]; Csv = ''; Error = '' }
        try {
            $ErrorActionPreference = 'Stop'
            $rows = & $run (ConvertFrom-Csv $Texts[$i]) $live | Select-Object @{ Name = 'File'; Expression = { $Names[$i] } }, *
            $result.Csv = ($rows | ConvertTo-Csv) -join "`n"
        }
        catch { $result.Error = $_.Exception.Message }
        $result
    }
}

$model = Import-RnnModel $ModelPath
$target = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($OutputPath)
$results = "$target.parts"
$run = "$((Get-FileHash $ModelPath).Hash) $Process" -replace '\r'
$runFile = Join-Path $results 'run.txt'
if ((Test-Path -LiteralPath $runFile) -and [IO.File]::ReadAllText($runFile) -cne $run) {
    throw "'$results' has results of another model or another -Process: remove the folder, or choose another -OutputPath."
}

$folder = Convert-Path -LiteralPath $Path
$files = @(Get-ChildItem -LiteralPath $folder -Filter *.csv -File | Sort-Object Name -Culture '')
$todo = @($files | Where-Object { [IO.File]::GetLastWriteTimeUtc((Join-Path $results $_.Name)) -lt $_.LastWriteTimeUtc })
$skipped = $files.Count - $todo.Count
if (-not $PSCmdlet.ShouldProcess($HostName -join ', ', "Process $($todo.Count) files, skip $skipped finished ones, write '$target'")) { return }
$null = New-Item $results -ItemType Directory -Force
[IO.File]::WriteAllText($runFile, $run)

$queue = [Collections.Generic.Queue[object]]::new()
for ($i = 0; $i -lt $todo.Count; $i += $PartSize) {
    $queue.Enqueue(@{ Names = [Collections.Generic.List[string]] @($todo[$i..($i + $PartSize - 1)].Name); Tries = 0 })
}
$slots = foreach ($name in $HostName) {
    $node = @{ Name = $name; Failures = 0; NotBefore = [datetime]::MinValue; Lost = $false }
    1..$ThrottleLimit | ForEach-Object { @{ Node = $node; Job = $null } }
}
$failed = [Collections.Generic.List[object]]::new()
$done = 0
$clock = [Diagnostics.Stopwatch]::StartNew()

# Keeps the results that have arrived. What is left in the part's names is not done.
function Receive-Result($Slot) {
    foreach ($result in Receive-Job $Slot.Job -ErrorAction SilentlyContinue) {
        if ($result.Unfit) { $Slot.Unfit = $result.Unfit }
        elseif ($result.Started) { $Slot.Part.Tries++ }
        elseif ($Slot.Part.Names.Remove($result.File)) {
            $Slot.Node.Failures = 0
            if ($result.Error) { $failed.Add($result); continue }
            $file = Join-Path $results $result.File
            [IO.File]::WriteAllText("$file.tmp", $result.Csv)
            [IO.File]::Move("$file.tmp", $file, $true)
            $script:done++
        }
    }
}

# Puts the files that a connection did not finish back into the queue, and decides whether its host is tried again.
function Restore-Part($Slot) {
    $node, $part = $Slot.Node, $Slot.Part
    $fault = $Slot.Job.ChildJobs[0].JobStateInfo.Reason
    $reason = $Slot.Unfit ?? ($fault -is [Management.Automation.RemoteException] ? $fault.Message : 'SSH could not connect, or the connection ended.')
    if ($part.Tries -gt $Retry) {
        $failed.Add([pscustomobject]@{ File = $part.Names[0]; Error = "The host's PowerShell ended $($part.Tries) times at this file." })
        $part.Names.RemoveAt(0)
        $part.Tries = 0
    }
    if ($part.Names.Count) { $queue.Enqueue($part) }

    # The connections to a host fail together. Only the first one counts.
    if ($node.Lost -or $Slot.Attempt -ne $node.Failures) { return }
    $node.Failures++
    $node.Lost = $Slot.Unfit -or $node.Failures -gt $Retry
    if ($Slot.Unfit) {
        Write-Error "Host $($node.Name) can't import $Module, and gets no files. Install RnnPS there, or give its path in -Module. $reason" -ErrorAction Continue
    }
    elseif ($node.Lost) {
        Write-Error "Host $($node.Name) failed $($node.Failures) times in a row, and gets no more files. $reason Try: ssh $($node.Name)" -ErrorAction Continue
    }
    else {
        $pause = [Math]::Min(60, [Math]::Pow(2, $node.Failures - 1))
        $node.NotBefore = [datetime]::UtcNow.AddSeconds($pause)
        Write-Warning "Host $($node.Name) failed, and is tried again in $pause s. $reason"
    }
}

try {
    while ($true) {
        foreach ($slot in $slots) {
            if ($slot.Job -or -not $queue.Count -or $slot.Node.Lost -or $slot.Node.NotBefore -gt [datetime]::UtcNow) { continue }
            $slot.Part, $slot.Unfit, $slot.Attempt = $queue.Dequeue(), $null, $slot.Node.Failures
            $texts = foreach ($name in $slot.Part.Names) { [IO.File]::ReadAllText((Join-Path $folder $name)) }
            $slot.Job = Invoke-Command -HostName $slot.Node.Name -Options $ssh -AsJob $remote -ArgumentList $Module, $model, @($slot.Part.Names), @($texts), "$Process"
        }
        $busy = @($slots | Where-Object { $_.Job })
        if (-not $busy -and (-not $queue.Count -or -not ($slots | Where-Object { -not $_.Node.Lost }))) { break }
        if ($busy) { $null = Wait-Job $busy.Job -Any -Timeout 1 } else { Start-Sleep -Milliseconds 200 }
        foreach ($slot in $busy) {
            $ended = $slot.Job.State -notin 'NotStarted', 'Running'
            Receive-Result $slot
            if (-not $ended) { continue }
            if ($slot.Part.Names.Count) { Restore-Part $slot }
            Remove-Job $slot.Job -Force
            $slot.Job = $null
        }
        $left = $done ? $clock.Elapsed.TotalSeconds / $done * ($todo.Count - $done) : -1
        $status = "$done of $($todo.Count), $($failed.Count) failed, $(@($busy.Node.Name | Sort-Object -Unique).Count) hosts at work"
        Write-Progress 'Files' $status -PercentComplete (100 * $done / [Math]::Max(1, $todo.Count)) -SecondsRemaining $left
    }
}
finally {
    Write-Progress 'Files' -Completed
    $slots | Where-Object { $_.Job } | ForEach-Object { Remove-Job $_.Job -Force }
}

# All results become one file, in the order of the files.
$header = $null
$writer = [IO.StreamWriter]::new("$target.tmp")
try {
    foreach ($file in $files) {
        $result = Join-Path $results $file.Name
        $lines = [IO.File]::Exists($result) ? [IO.File]::ReadAllLines($result) : @()
        if (-not $lines) { continue }
        if (-not $header) { $header = $lines[0]; $writer.WriteLine($header) }
        if ($lines[0] -cne $header) { throw "-Process gave $($file.Name) other columns than the files before: $($lines[0]) instead of $header. Let it select the same ones for each file." }
        foreach ($line in $lines[1..($lines.Count - 1)]) { $writer.WriteLine($line) }
    }
}
finally { $writer.Dispose() }
if ($done + $skipped) { [IO.File]::Move("$target.tmp", $target, $true) } else { [IO.File]::Delete("$target.tmp") }

foreach ($group in $failed | Group-Object Error) {
    $names = ($group.Group.File | Select-Object -First 5) -join ', '
    Write-Error "$($group.Count) of $($files.Count) files failed ($names$(if ($group.Count -gt 5) { ', …' })). $($group.Name)" -ErrorAction Continue
}
$left = $todo.Count - $done - $failed.Count
if ($left) { Write-Error "$left files are left, because no host is left. Run the script again when a host is ready: it continues with these files." -ErrorAction Continue }
[pscustomobject]@{ Files = $files.Count; Done = $done; Skipped = $skipped; Failed = $failed.Count; Left = $left; Elapsed = $clock.Elapsed; OutputPath = $target }
