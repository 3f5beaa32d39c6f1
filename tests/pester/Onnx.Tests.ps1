param([string] $ModulePath = (Join-Path $PSScriptRoot '../../module/RnnPS'))

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    Import-TestedModule $ModulePath
    Copy-Data $TestDrive
    Push-Location $TestDrive
    $model = New-RnnModel -Kind Gru -InputSize 1 -HiddenSize 4 -OutputSize 1 -Seed 1
    $null = Import-Csv sunspots.csv | Optimize-RnnModel $model -Property SUNACTIVITY -Epoch 2

    # Reads a file by the same messages as the module, since PowerShell has nothing of its own for it.
    function Read-OnnxFile([string] $Path) {
        $files = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -eq 'RnnPS.Files' }
        $messages = $files.GetType('RnnPS.Files.Onnx.OnnxMessages').GetProperty('Instance').GetValue($null)
        $bytes = [IO.File]::ReadAllBytes((Convert-Path $Path))
        $messages.Deserialize([IO.MemoryStream]::new($bytes), $null, $files.GetType('RnnPS.Files.Onnx.ModelProto'))
    }
}

AfterAll { Pop-Location }

Describe 'Export-RnnModel to ONNX' {
    It 'writes a trained model that can be read' {
        $model | Export-RnnModel model.onnx -Description 'sunspots'

        $file = Read-OnnxFile model.onnx
        $file.ProducerName | Should -Be RnnPS
        $file.DocString | Should -Be sunspots
        $file.OpsetImport.Version | Should -Be 17
        $file.Graph.Node.OpType | Should -Be Transpose, Sub, Div, GRU, Squeeze, MatMul, Add, Mul, Add, Transpose
        $file.Graph.Input.Name | Should -Be input
        $file.Graph.Output.Name | Should -Be output
        ($file.MetadataProps | Where-Object Key -EQ input_names).Value | Should -Be '["SUNACTIVITY"]'
        $scale = $file.Graph.Initializer | Where-Object Name -EQ input.scale
        [BitConverter]::ToSingle($scale.RawData, 0) | Should -Be ([float] $model.InputScaler.Scale[0])
    }

    It 'adds states and lengths where they are asked for' {
        $model | Export-RnnModel state.onnx -Stateful -Lengths

        $graph = (Read-OnnxFile state.onnx).Graph
        $graph.Input.Name | Should -Be input, sequence_lens, initial_h_0
        $graph.Output.Name | Should -Be output, final_h_0
    }

    It 'needs the format where the name does not say it' {
        Export-RnnModel $model model.bin -Format Onnx

        (Read-OnnxFile model.bin).ProducerName | Should -Be RnnPS
    }

    It 'refuses <Parameters> for <File>' -ForEach @(
        @{ File = 'a.safetensors'; Parameters = @{ Stateful = $true } }
        @{ File = 'a.safetensors'; Parameters = @{ Lengths = $true } }
        @{ File = 'a.onnx'; Parameters = @{ Precision = 'Double' } }
    ) {
        foreach ($whatIf in $false, $true) {
            $outcome = Get-Outcome { Export-RnnModel $model $File @Parameters -WhatIf:$whatIf }

            $outcome.Errors | Get-ErrorId | Should -Be RnnParameters
        }

        $File | Should -Not -Exist
    }

    It 'reads a file' {
        $model | Export-RnnModel model.onnx

        (Import-RnnModel model.onnx).ToString() | Should -Be $model.ToString()
    }
}
