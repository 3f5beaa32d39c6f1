# A process can hold one copy of the module's assemblies. This module is nested first, so that a second copy ends with a message, before
# PowerShell loads its assemblies and types. ModuleInitializer sets the folder of the loaded copy.
$loaded = [AppContext]::GetData('RnnPS.ModuleFolder')
if ($loaded -and $loaded -ne $PSScriptRoot) {
    $copies = foreach ($folder in $loaded, $PSScriptRoot) {
        $manifest = Test-ModuleManifest (Join-Path $folder 'RnnPS.psd1') -ErrorAction Ignore -WarningAction Ignore
        "RnnPS $($manifest.Version) from '$folder'" -replace '  ', ' '
    }
    $message = "$($copies[0]) is loaded in this process, which can't load $($copies[1]) as well: start a new PowerShell session, and import the copy that you want."
    throw [System.Management.Automation.ErrorRecord]::new([InvalidOperationException]::new($message), 'RnnModuleLoaded', 'ResourceExists', $PSScriptRoot)
}
