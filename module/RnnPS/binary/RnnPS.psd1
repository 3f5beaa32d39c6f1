# The part of the module that is nested in ../RnnPS.psd1. It has the same name and version, so that its commands have them.
@{
    RootModule           = '../RnnPS.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '3f1b0a52-6c0d-4a7e-8a55-9c1c5c2e7d10'
    CompatiblePSEditions = @('Core')
    # Loads their types into the default load context, so that scripts and the type file can name them.
    RequiredAssemblies   = @('../RnnPS.Core.dll', '../RnnPS.dll')
    FormatsToProcess     = @('../RnnPS.Format.ps1xml')
    TypesToProcess       = @('../RnnPS.Types.ps1xml')
    CmdletsToExport      = '*'
    AliasesToExport      = '*'
}
