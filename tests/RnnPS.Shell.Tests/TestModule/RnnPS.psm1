function Get-Step {
    param([int] $Count = 2)
    for ($t = 0; $t -lt $Count; $t++) { [pscustomobject]@{ Step = $t; State = "h$t"; Output = 10 * $t } }
}

function Get-WideStep {
    [pscustomobject]@{ Step = 0; Text = 'x' * 200 }
}

function Write-BadRecord {
    [CmdletBinding()] param()
    $record = [System.Management.Automation.ErrorRecord]::new(
        [System.InvalidOperationException]::new('The record 3 is not a number.'), 'RnnTest', 'InvalidData', 3)
    $PSCmdlet.WriteError($record)
}

function Stop-WithError {
    [CmdletBinding()] param()
    $record = [System.Management.Automation.ErrorRecord]::new(
        [System.InvalidOperationException]::new('The model has no layers.'), 'RnnTest', 'InvalidData', $null)
    $PSCmdlet.ThrowTerminatingError($record)
}

function Write-EveryStream {
    [CmdletBinding()] param()
    $PSCmdlet.WriteWarning('careful')
    $PSCmdlet.WriteVerbose('in words')
    $PSCmdlet.WriteDebug('inside')
    $PSCmdlet.WriteInformation('by the way', @())
}

function Set-Thing {
    [CmdletBinding(SupportsShouldProcess)] param([Parameter(Mandatory)] [string] $Name)
    if ($PSCmdlet.ShouldProcess($Name)) { "set $Name" }
}

function Wait-Forever {
    [CmdletBinding()] param()
    'waiting'
    while ($true) { [System.Threading.Thread]::Sleep(20) }
}

function Wait-WithoutListening {
    # Says when the shell has handled Ctrl+C. A compiled handler, since a script block cannot run while this thread sleeps.
    $say = [Linq.Expressions.Expression]::Call(
        [Console].GetMethod('WriteLine', [type[]] [string]), [Linq.Expressions.Expression]::Constant('interrupted'))
    $parameters = [object], [ConsoleCancelEventArgs] | ForEach-Object { [Linq.Expressions.Expression]::Parameter($_) }
    [Console]::add_CancelKeyPress(
        [Linq.Expressions.Expression]::Lambda([ConsoleCancelEventHandler], $say, [Linq.Expressions.ParameterExpression[]] $parameters).Compile())
    'waiting'
    [System.Threading.Thread]::Sleep(60000)
}

function Show-Progress {
    [CmdletBinding()] param([int] $Milliseconds = 50, [int] $Count = 10)
    for ($i = 1; $i -le $Count; $i++) {
        $record = [System.Management.Automation.ProgressRecord]::new(1, 'Training', "epoch $i of $Count")
        $record.PercentComplete = 100 * $i / $Count
        $PSCmdlet.WriteProgress($record)
        [System.Threading.Thread]::Sleep($Milliseconds)
    }
    $record.RecordType = 'Completed'
    $PSCmdlet.WriteProgress($record)
    'trained'
}
