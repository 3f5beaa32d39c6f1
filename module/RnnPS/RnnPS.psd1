@{
    # Refuses a second copy, before the other loads the assemblies, the types and the views.
    NestedModules          = @('SingleCopy.psm1', 'binary/RnnPS.psd1')
    ModuleVersion          = '0.1.0'
    GUID                   = 'b5c2f4f6-6b0e-4a0e-9d0c-0d1f6a8c9c51'
    Author                 = 'The RnnPS contributors'
    CompanyName            = 'RnnPS'
    Copyright              = '(c) The RnnPS contributors. MIT licence.'
    Description            = 'Recurrent neural networks in PowerShell: build and run them, and see every timestep as an object on the pipeline.'
    PowerShellVersion      = '7.6'
    CompatiblePSEditions   = @('Core')
    CmdletsToExport        = @(
        'ConvertTo-RnnMatrix'
        'ConvertTo-RnnTable'
        'Copy-RnnModel'
        'Export-RnnChart'
        'Export-RnnModel'
        'Export-RnnPage'
        'Export-RnnTrace'
        'Find-RnnAnomaly'
        'Get-RnnGradient'
        'Import-RnnModel'
        'Import-RnnSequence'
        'Invoke-RnnForecast'
        'Invoke-RnnForward'
        'Measure-RnnAnomaly'
        'Measure-RnnGradient'
        'Measure-RnnLoss'
        'New-RnnCell'
        'New-RnnModel'
        'New-RnnSequence'
        'New-RnnState'
        'Optimize-RnnModel'
        'Resize-RnnSequence'
        'Set-RnnWeight'
        'Show-RnnChart'
        'Show-RnnPage'
        'Split-RnnSequence'
        'Test-RnnForecast'
        'Test-RnnGradient'
    )
    FunctionsToExport      = @()
    VariablesToExport      = @()
    AliasesToExport        = @('Train-RnnModel')
    PrivateData            = @{
        PSData = @{
            Tags       = @('RNN', 'NeuralNetwork', 'MachineLearning', 'TimeSeries', 'Windows', 'Linux', 'MacOS')
            LicenseUri = 'https://opensource.org/license/mit'
        }
    }
}
