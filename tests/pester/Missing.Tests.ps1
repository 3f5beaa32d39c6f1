param([string] $ModulePath = (Join-Path $PSScriptRoot '../../module/RnnPS'))

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    Import-TestedModule $ModulePath
    $cell = New-RnnCell -InputSize 1 -HiddenSize 3 -Seed 1
    $expected = @((1, 2, 3, 4, 5 | Invoke-RnnForward $cell).State | ForEach-Object { $_ })
}

Describe 'A missing value of a usual source' {
    It 'is filled alike: <Name>' -ForEach @(
        @{ Name = 'null in a JSON array'; Script = { '[1,2,null,4,5]' | ConvertFrom-Json | Invoke-RnnForward $cell -MissingValue Interpolate } }
        @{ Name = 'null in a JSON object'; Script = { '[{"x":1},{"x":2},{"x":null},{"x":4},{"x":5}]' | ConvertFrom-Json | Invoke-RnnForward $cell -Property x -MissingValue Interpolate } }
        @{ Name = 'null in a JSON hashtable'; Script = { '[{"x":1},{"x":2},{"x":null},{"x":4},{"x":5}]' | ConvertFrom-Json -AsHashtable | Invoke-RnnForward $cell -Property x -MissingValue Interpolate } }
        @{ Name = 'a calculated property without a value'; Script = { 1..5 | Select-Object @{ n = 'x'; e = { if ($_ -ne 3) { $_ } } } | Invoke-RnnForward $cell -Property x -MissingValue Interpolate } }
        @{ Name = 'an empty Nullable'; Script = { 1, 2, ([Nullable[double]] $null), 4, 5 | Invoke-RnnForward $cell -MissingValue Interpolate } }
        @{ Name = 'NULL of a database'; Script = {
                $table = [Data.DataTable]::new()
                [void] $table.Columns.Add('x', [double])
                1, 2, [DBNull]::Value, 4, 5 | ForEach-Object { [void] $table.Rows.Add($_) }
                $table | Invoke-RnnForward $cell -Property x -MissingValue Interpolate
            }
        }
        @{ Name = 'NA of Import-Csv'; Script = { 'x', '1', '2', 'NA', '4', '5' | ConvertFrom-Csv | Invoke-RnnForward $cell -Property x -MissingText NA -MissingValue Interpolate } }
        @{ Name = 'a blank line of a text file'; Script = {
                Set-Content TestDrive:/numbers.txt '1', '2', '', '4', '5'
                Get-Content TestDrive:/numbers.txt | Invoke-RnnForward $cell -MissingValue Interpolate
            }
        }
        @{ Name = 'a blank line of a CSV file'; Script = {
                Set-Content TestDrive:/x.csv x, 1, 2, '', 4, 5
                Import-RnnSequence TestDrive:/x.csv x | Invoke-RnnForward $cell -MissingValue Interpolate
            }
        }
    ) {
        $steps = & $Script

        @($steps.State | ForEach-Object { $_ }) | Should -Be $expected
    }

    It 'trains on the pairs around it' {
        $train = { param($rows, $rule) $model = New-RnnModel 1 3 1 -Seed 1; $rows | Optimize-RnnModel $model -Epoch 2 -MissingValue $rule | Out-Null; $model.OutputBias.ToArray() }

        $json = '[1,2,null,4,5,3]' | ConvertFrom-Json
        & $train $json Mask | Should -Be (& $train (1, 2, [double]::NaN, 4, 5, 3) Mask)
        & $train $json Mask | Should -Not -Be (& $train (1, 2, 4, 5, 3) Mask)
    }
}
