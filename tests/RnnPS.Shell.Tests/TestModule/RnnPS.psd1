@{
    # Stands in for the module: its commands show one behaviour of the shell each.
    RootModule        = 'RnnPS.psm1'
    ModuleVersion     = '0.0.1'
    GUID              = '2d0c1c1e-8f0f-4d3b-9a54-5f0b8a2e7d10'
    FunctionsToExport = @(
        'Get-Step'
        'Get-WideStep'
        'Write-BadRecord'
        'Stop-WithError'
        'Write-EveryStream'
        'Set-Thing'
        'Wait-Forever'
        'Wait-WithoutListening'
        'Show-Progress'
    )
    CmdletsToExport   = @()
    AliasesToExport   = @()
    VariablesToExport = @()
}
