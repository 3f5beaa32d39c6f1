param([string] $ModulePath = (Join-Path $PSScriptRoot '../../module/RnnPS'))

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    Import-TestedModule $ModulePath
    $model = New-RnnModel -Kind Lstm 2 4, 3 1 -Seed 1
    $model.Description = 'two inputs'

    # The header of a safetensors file, as any other program reads it.
    function Get-Header([string] $Path) {
        $bytes = [IO.File]::ReadAllBytes($Path)
        [Text.Encoding]::UTF8.GetString($bytes, 8, [BitConverter]::ToInt64($bytes, 0)) | ConvertFrom-Json -AsHashtable
    }
}

Describe 'Export-RnnModel' {
    BeforeEach { $path = Join-Path $TestDrive 'model.safetensors'; Remove-Item $path -ErrorAction Ignore }

    It 'writes tensors with the names and shapes of PyTorch' {
        $model | Export-RnnModel $path

        $header = Get-Header $path
        $header['rnn.weight_ih_l0'].shape | Should -Be 16, 2
        $header['rnn.weight_hh_l0'].shape | Should -Be 16, 4
        $header['rnn.bias_ih_l0'].shape | Should -Be 16
        $header['rnn.bias_hh_l0'].shape | Should -Be 16
        $header['rnn.weight_ih_l1'].shape | Should -Be 12, 4
        $header['output.weight'].shape | Should -Be 1, 3
        $header['output.bias'].shape | Should -Be 1
        $header['output.bias'].dtype | Should -Be 'F64'
        $header['__metadata__']['format'] | Should -Be 'pt'
        $header['__metadata__']['rnnps.description'] | Should -Be 'two inputs'
        $header['__metadata__']['rnnps.model'] | ConvertFrom-Json | ForEach-Object OutputStep | Should -Be 'Every'
    }

    It 'starts the numbers at a multiple of 8 bytes' {
        foreach ($description in '', 'a', 'ab', 'abc', 'abcd', 'abcde', 'abcdef', 'abcdefg') {
            $model | Export-RnnModel $path -Description $description
            [BitConverter]::ToInt64([IO.File]::ReadAllBytes($path), 0) % 8 | Should -Be 0
        }
    }

    It 'writes half the bytes in single precision' {
        $model | Export-RnnModel $path -Precision Single

        (Get-Header $path)['output.bias'].dtype | Should -Be 'F32'
    }

    It 'writes nothing with -WhatIf, and asks with -Confirm' {
        $model | Export-RnnModel $path -WhatIf
        $path | Should -Not -Exist

        $command = Get-Command Export-RnnModel
        $command.Parameters.Keys | Should -Contain 'Confirm'
    }

    It 'takes a cell, which becomes a model' {
        New-RnnCell 1 2 -Seed 1 | Export-RnnModel $path
        (Import-RnnModel $path).HiddenSize | Should -Be 2
    }
}

Describe 'Import-RnnModel' {
    BeforeAll {
        foreach ($name in 'one', 'two') { $model | Export-RnnModel (Join-Path $TestDrive "$name.safetensors") -Description $name }
    }

    It 'reads the files that Get-ChildItem finds' {
        Get-ChildItem $TestDrive -Filter *.safetensors | Import-RnnModel | ForEach-Object Description | Sort-Object | Should -Be 'one', 'two'
    }

    It 'reads a state_dict of PyTorch' {
        $lstm = Import-RnnModel (Join-Path (Get-DataFolder) 'models/lstm-linear.safetensors') -OutputActivation Sigmoid -OutputStep Last
        $lstm.ToString() | Should -Be 'Lstm 3→4→2'
        $lstm.OutputActivation | Should -Be 'Sigmoid'
        $lstm.OutputStep | Should -Be 'Last'
    }

    It 'reads a model that Keras saved, which is exported and sent as others' {
        $keras = Import-RnnModel (Join-Path (Get-DataFolder) 'models/keras/k3-lstm-stack.keras')
        $keras.Kind | Should -Be Lstm
        $rows = foreach ($i in 1..20) { [pscustomobject]@{ a = [Math]::Sin($i); b = [Math]::Cos($i); c = 1; y = $i / 20 } }
        $before = $rows | Invoke-RnnForward $keras -Property a, b, c | Select-Object -Last 1 -ExpandProperty Output
        foreach ($name in 'keras.safetensors', 'keras.onnx') {
            $keras | Export-RnnModel (Join-Path $TestDrive $name)
            $again = Import-RnnModel (Join-Path $TestDrive $name)
            $after = $rows | Invoke-RnnForward $again -Property a, b, c | Select-Object -Last 1 -ExpandProperty Output
            [Math]::Abs($after - $before) | Should -BeLessThan 1e-5
        }
        $saved = Start-Job { param($model) $model } -ArgumentList $keras | Receive-Job -Wait -AutoRemoveJob
        ($rows | Invoke-RnnForward $saved -Property a, b, c | Select-Object -Last 1).Output | Should -Be $before
    }

    It 'warns where the numbers of a file are in another place' {
        $null = Import-RnnModel (Join-Path (Get-DataFolder) 'models/keras/k3-backwards-every.keras') -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -HaveCount 1
        $warnings[0].Message | Should -BeLike '*k3-backwards-every.keras: *go_backwards*'
    }

    It 'refuses <Name> with the reason' -ForEach @(
        @{ Name = 'model.pt'; Id = 'RnnModelUnsupported'; Text = '*they can run code*safetensors.torch.save_file*' }
        @{ Name = 'model.h5'; Id = 'RnnModelFile'; Text = '*pointer of Git LFS*' }
        @{ Name = 'model.txt'; Id = 'RnnParameters'; Text = '*.safetensors, .onnx, .keras, .h5, .hdf5, .rnnck*' }
    ) {
        Set-Content (Join-Path $TestDrive $Name) "version https://git-lfs.github.com/spec/v1`noid sha256:1`nsize 2"
        $outcome = Get-Outcome { Import-RnnModel (Join-Path $TestDrive $Name) }
        $outcome.Errors | Get-ErrorId | Should -Be $Id
        $outcome.Errors[0].ToString() | Should -BeLike $Text
    }

    It 'asks for the activation between linear layers' {
        $several = Join-Path (Get-DataFolder) 'models/lstm-three-linear.safetensors'
        $outcome = Get-Outcome { Import-RnnModel $several }

        $outcome.Errors | Get-ErrorId | Should -Be 'RnnParameters'
        $outcome.Errors[0].ToString() | Should -BeLike '*-DenseActivation*'
        (Import-RnnModel $several -DenseActivation Relu).DenseLayers | Should -HaveCount 2
    }

    It 'completes the values of <Parameter>' -ForEach @(
        @{ Parameter = '-OutputActivation'; Expected = 'Identity', 'Sigmoid', 'Softmax' }
        @{ Parameter = '-OutputStep'; Expected = 'Every', 'Last' }
    ) {
        $line = "Import-RnnModel a.safetensors $Parameter "
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be $Expected
    }

    It 'shows the model as New-RnnModel does' {
        $text = Import-RnnModel (Join-Path $TestDrive one.safetensors) | Out-String
        $text | Should -BeExactly ($model | Out-String)
    }
}

Describe 'Get-Help about_RnnPS_Files' {
    It 'describes the commands and the errors of files' {
        $about = Get-Help about_RnnPS_Files | Out-String -Width 200
        foreach ($word in 'Export-RnnModel', 'Import-RnnModel', 'Copy-RnnModel', 'RnnModelFile', 'RnnModelUnsupported', 'RnnTraining') {
            $about | Should -Match "\b$word\b"
        }
    }
}
