param([string] $ModulePath = (Join-Path $PSScriptRoot '../../module/RnnPS'))

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    Import-TestedModule $ModulePath
    Copy-Data $TestDrive
    Set-Content -LiteralPath (Join-Path $TestDrive 'semicolon.csv') -Value "x;y", '1;2'
    [IO.File]::WriteAllText((Join-Path $TestDrive 'odd[1].csv'), "x,sea level,it's`n1,2,3")
    [IO.File]::WriteAllBytes((Join-Path $TestDrive 'latin.csv'), [Text.Encoding]::Latin1.GetBytes("größe,x`n1,2"))
    Push-Location $TestDrive

    # What the Tab key would offer at the end of a line.
    function Get-Completion([string] $Line) {
        (TabExpansion2 -inputScript $Line -cursorColumn $Line.Length).CompletionMatches.CompletionText
    }
}

AfterAll {
    Pop-Location
}

Describe 'The Tab key' {
    It 'offers for <Line> ... <Expected>' -ForEach @(
        @{ Line = 'New-RnnCell -InputSize 1 -HiddenSize 2 -Activation '; Expected = 'Identity', 'Relu', 'Sigmoid', 'Tanh' }
        @{ Line = 'New-RnnModel -Activation S'; Expected = @('Sigmoid') }
        @{ Line = 'New-RnnCell -Kind '; Expected = 'Elman', 'Gru', 'Lstm' }
        @{ Line = 'New-RnnModel -Kind L'; Expected = @('Lstm') }
        @{ Line = 'New-RnnModel -Direction '; Expected = 'Bidirectional', 'Forward', 'Reverse' }
        @{ Line = 'New-RnnModel -Direction Forward, R'; Expected = @('Reverse') }
        @{ Line = 'New-RnnModel -Merge '; Expected = 'Average', 'Concat', 'Multiply', 'Sum' }
        @{ Line = 'New-RnnModel -DenseActivation Tanh, S'; Expected = 'ScaledTanh', 'Sigmoid', 'Softplus', 'Softsign' }
        @{ Line = 'New-RnnModel -OutputActivation '; Expected = 'Identity', 'Sigmoid', 'Softmax' }
        @{ Line = 'New-RnnModel -OutputStep '; Expected = 'Every', 'Last' }
        @{ Line = 'New-RnnModel 1 2 1 -Activation '; Expected = 'Identity', 'Relu', 'Sigmoid', 'Tanh' }
        @{ Line = '1 | Invoke-RnnForward -Precision '; Expected = 'Double', 'Single' }
        @{ Line = '1..9 | Invoke-RnnForward -MaxLength 3 -Keep '; Expected = 'First', 'Newest' }
        @{ Line = '1..9 | Split-RnnSequence -MaxLength 3 -Keep '; Expected = 'First', 'Newest' }
        @{ Line = 'Measure-RnnLoss -Loss '; Expected = 'BinaryCrossEntropy', 'Huber', 'MeanAbsoluteError', 'MeanSquaredError', 'Pinball', 'Poisson', 'SoftmaxCrossEntropy' }
        @{ Line = 'Measure-RnnLoss -Loss mean'; Expected = 'MeanAbsoluteError', 'MeanSquaredError' }
        @{ Line = '1 | Invoke-RnnForecast $half 2 -MissingValue '; Expected = 'CarryForward', 'Error', 'Interpolate', 'Mask' }
        @{ Line = '1 | Test-RnnForecast $half 2 -Loss '; Expected = 'Absolute', 'Squared' }
        @{ Line = 'Measure-RnnGradient -Loss H'; Expected = @('Huber') }
        @{ Line = 'Get-RnnGradient -Of '; Expected = 'InitialState', 'Input', 'State', 'Weight' }
        @{ Line = 'Get-RnnGradient -Reduction '; Expected = 'Mean', 'Sum' }
        @{ Line = 'Test-RnnGradient -Loss P'; Expected = 'Pinball', 'Poisson' }
        @{ Line = 'Measure-RnnLoss -Reduction '; Expected = 'Mean', 'Sum' }
        @{ Line = 'Import-RnnSequence sunspots.csv -Property '; Expected = 'YEAR', 'SUNACTIVITY' }
        @{ Line = 'Import-RnnSequence sunspots.csv '; Expected = 'YEAR', 'SUNACTIVITY' }
        @{ Line = 'Import-RnnSequence -Path ./sunspots.csv -Property sun'; Expected = @('SUNACTIVITY') }
        @{ Line = 'Import-RnnSequence sun*.csv -Property '; Expected = 'YEAR', 'SUNACTIVITY' }
        @{ Line = 'Import-RnnSequence elnino.csv JAN, J'; Expected = 'JAN', 'JUN', 'JUL' }
        @{ Line = 'Import-RnnSequence macrodata.csv unemp -GroupBy y'; Expected = @('year') }
        @{ Line = 'Import-RnnSequence semicolon.csv -Delimiter '';'' -Property '; Expected = 'x', 'y' }
        @{ Line = 'Import-RnnSequence -LiteralPath ''odd[1].csv'' -Property '; Expected = 'x', '''sea level''', '''it''''s''' }
        @{ Line = 'Import-RnnSequence -LiteralPath ''odd[1].csv'' -Property ''sea'; Expected = @('''sea level''') }
        @{ Line = 'Import-RnnSequence latin.csv -Encoding latin1 -Property '; Expected = 'größe', 'x' }
        @{ Line = 'Import-RnnSequence latin.csv x -Encoding '; Expected = 'ansi', 'ascii', 'bigendianunicode', 'bigendianutf32', 'latin1', 'oem', 'unicode', 'utf32', 'utf8', 'utf8BOM', 'utf8NoBOM', 'windows-1252' }
        @{ Line = 'Import-RnnSequence sun'; Expected = @((Join-Path . sunspots.csv)) }
        @{ Line = '1 | Invoke-RnnForward | ConvertTo-RnnTable '; Expected = 'Sequence', 'Step', 'Input', 'PreActivation', 'State', 'Output', 'Prediction', 'Predicted', 'Probability', 'CellState', 'InputGate', 'ForgetGate', 'OutputGate', 'Candidate', 'UpdateGate', 'ResetGate' }
        @{ Line = '1 | Invoke-RnnForward | Export-RnnTrace out.csv -Property St'; Expected = 'Step', 'State' }
    ) {
        Get-Completion $Line | Should -Be $Expected
    }

    It 'offers the properties of the rows that are piped: <Line>' -ForEach @(
        @{ Line = '$rows | Invoke-RnnForward -Property '; Expected = 'YEAR', 'SUNACTIVITY' }
        @{ Line = '$rows | Invoke-RnnForecast -Count 3 -Property s'; Expected = @('SUNACTIVITY') }
        @{ Line = '$rows[0..9] | New-RnnSequence -Property YEAR, s'; Expected = @('SUNACTIVITY') }
        @{ Line = '$rows | Where-Object YEAR -gt 1800 | Optimize-RnnModel $model -Property SUNACTIVITY -TargetProperty y'; Expected = @('YEAR') }
        @{ Line = '$rows | Invoke-RnnForward $model -Property SUNACTIVITY | Measure-RnnLoss -TargetProperty s'; Expected = @('SUNACTIVITY') }
        @{ Line = 'Import-Csv sunspots.csv | Invoke-RnnForecast -Count 3 -TimeProperty '; Expected = 'YEAR', 'SUNACTIVITY' }
        @{ Line = 'Import-Csv -Path ./sunspots.csv | Find-RnnAnomaly -Property s'; Expected = @('SUNACTIVITY') }
        @{ Line = 'Import-Csv semicolon.csv -Delimiter '';'' | Invoke-RnnForward -GroupBy '; Expected = 'x', 'y' }
        @{ Line = '$tables | Split-RnnSequence -Length 2 -Property '; Expected = 'a', 'b' }
        @{ Line = '@{ only = 1 } | Invoke-RnnForward -Property zz'; Expected = $null }
    ) {
        $global:rows = Import-Csv sunspots.csv
        $global:tables = , [ordered]@{ a = 1; b = 2 }
        try {
            Get-Completion $Line | Should -Be $Expected
        }
        finally {
            Remove-Variable rows, tables -Scope Global
        }
    }

    It 'offers files by their extension: <Line>' -ForEach @(
        @{ Line = 'Import-RnnModel kind'; Expected = 'kind.keras', 'kind.onnx', 'kind.rnnck', 'kind.safetensors' }
        @{ Line = 'Import-RnnModel -LiteralPath kind'; Expected = 'kind.keras', 'kind.onnx', 'kind.rnnck', 'kind.safetensors' }
        @{ Line = 'Import-RnnSequence kind'; Expected = @('kind.csv') }
        @{ Line = 'Optimize-RnnModel $model -Checkpoint kind'; Expected = @('kind.rnnck') }
        @{ Line = 'Export-RnnModel -Model $model -Path kind'; Expected = 'kind.keras', 'kind.onnx', 'kind.rnnck', 'kind.safetensors' }
    ) {
        foreach ($extension in 'csv', 'keras', 'onnx', 'png', 'rnnck', 'safetensors') { Set-Content -LiteralPath (Join-Path $TestDrive "kind.$extension") -Value '' }

        Get-Completion $Line | Split-Path -Leaf | Should -Be $Expected
    }

    It 'tells the constants of an optimizer' {
        $line = 'Optimize-RnnModel -Optimizer Sg'

        (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches[0].ToolTip | Should -BeLike '*Momentum*Nesterov*'
    }

    It 'offers the pages of help, in the order of the file system' {
        Get-Completion 'Get-Help about_Rnn' | Sort-Object | Should -Be @('about_RnnPS', 'about_RnnPS_Errors', 'about_RnnPS_Files', 'about_RnnPS_Forecasting', 'about_RnnPS_Gradients', 'about_RnnPS_Scaling', 'about_RnnPS_Shapes', 'about_RnnPS_Training')
    }

    It 'offers nothing, and no error, while the file named is not there yet' {
        $Error.Clear()

        Get-Completion 'Import-RnnSequence none.csv -Property ' | Should -Not -Contain 'YEAR'
        $Error | Should -BeNullOrEmpty
    }

    It 'offers no column, and no error, of a file in another encoding' {
        $Error.Clear()

        Get-Completion 'Import-RnnSequence latin.csv -Property ' | Should -Not -Contain 'x'
        $Error | Should -BeNullOrEmpty
    }

    It 'leaves the file closed that it looked into' {
        $null = Get-Completion 'Import-RnnSequence sunspots.csv -Property '

        { [IO.File]::Open((Join-Path $TestDrive sunspots.csv), 'Open', 'ReadWrite', 'None').Dispose() } | Should -Not -Throw
    }

    It 'knows a step''s properties downstream: 1 | Invoke-RnnForward | Where-Object ...' {
        $offered = Get-Completion '1 | Invoke-RnnForward | Where-Object '

        foreach ($name in 'Sequence', 'Step', 'Input', 'PreActivation', 'State', 'Output', 'Prediction', 'Source') {
            $offered | Should -Contain $name
        }
    }

    It 'knows a model''s properties: $model = New-RnnModel 1 2 1; $model.' {
        $offered = Get-Completion '$model = New-RnnModel 1 2 1; $model.'

        foreach ($name in 'Layers', 'ParameterCount', 'OutputWeights', 'SetWeight(') { $offered | Should -Contain $name }
    }

    It 'knows the activation of a cell: $cell = New-RnnCell 1 2; $cell.' {
        Get-Completion '$cell = New-RnnCell 1 2; $cell.' | Should -Contain 'Activation'
    }

    It 'inserts one string, whatever the name of a column contains: <Name>' -ForEach @(
        @{ Name = 'U+2018 and U+2019'; Column = "a$([char]0x2019);New-Item pwned;$([char]0x2018)b" }
        @{ Name = 'U+201A and U+201B'; Column = "a$([char]0x201A);New-Item pwned;$([char]0x201B)b" }
        @{ Name = 'U+201C to U+201E'; Column = "$([char]0x201C);New-Item pwned;$([char]0x201D)$([char]0x201E)" }
        @{ Name = 'quotes'; Column = "it's `"it`"" }
        @{ Name = 'only a quote'; Column = "'" }
        @{ Name = 'an expression'; Column = '$(New-Item pwned)`' }
        @{ Name = 'brackets'; Column = '[a*] {b} (c)' }
        @{ Name = 'a comma and a semicolon'; Column = 'a,b;New-Item pwned' }
        @{ Name = 'a comment'; Column = '# a <# b' }
        @{ Name = 'a dash'; Column = '-a' }
        @{ Name = 'U+2013 in front'; Column = "$([char]0x2013)a" }
        @{ Name = 'a number'; Column = '0x10kb' }
        @{ Name = 'a splat'; Column = '@a' }
        @{ Name = 'a line break'; Column = "a`r`nNew-Item pwned" }
        @{ Name = 'an escape'; Column = "`e]0;pwned`a`"; New-Item pwned; `"" }
        @{ Name = 'a C1 control'; Column = "a$([char]0x9B)31m'b" }
        @{ Name = 'bidirectional'; Column = "a$([char]0x202E)`$b" }
        @{ Name = 'a line separator'; Column = "a$([char]0x2028)`$(New-Item pwned)" }
        @{ Name = 'an emoji and a control'; Column = "$([char]::ConvertFromUtf32(0x1F600))`t'" }
        @{ Name = 'letters'; Column = 'größe' }
    ) {
        $quoted = '"' + $Column.Replace('"', '""') + '"'
        [IO.File]::WriteAllText((Join-Path $TestDrive 'hostile.csv'), "$quoted,x`n1,2`n")
        $line = 'Import-RnnSequence hostile.csv -Property '
        $match = (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches[0]

        $tokens = $errors = $null
        $script = [System.Management.Automation.Language.Parser]::ParseInput($line + $match.CompletionText, [ref]$tokens, [ref]$errors)

        $errors | Should -BeNullOrEmpty
        $script.EndBlock.Statements | Should -HaveCount 1
        $elements = $script.EndBlock.Statements[0].PipelineElements[0].CommandElements
        $elements | Should -HaveCount 4
        $elements[3] | Should -BeOfType ([System.Management.Automation.Language.StringConstantExpressionAst])
        $elements[3].Value | Should -BeExactly $Column
        foreach ($shown in $match.CompletionText, $match.ListItemText, $match.ToolTip) {
            $shown | Should -Not -Match '[\x00-\x1F\x7F-\x9F\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]'
        }
    }

    It 'shows the start of a long name, and inserts all of it' {
        Set-Content -LiteralPath (Join-Path $TestDrive 'long.csv') -Value ('a' * 5000), 1
        $line = 'Import-RnnSequence long.csv -Property '
        $match = (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches[0]

        $match.CompletionText | Should -Be ('a' * 5000)
        $match.ListItemText.Length | Should -Be 80
        $match.ToolTip.Length | Should -Be 80
    }

    It 'offers only parameters that go together: <Line>' -ForEach @(
        @{ Line = 'New-RnnModel -Cell $cell -'; Has = 'OutputSize', 'OutputWeight', 'OutputBias', 'Seed'; HasNot = @('HiddenSize') }
        @{ Line = 'New-RnnModel -InputSize 1 -'; Has = 'Kind', 'Direction', 'Merge', 'Activation'; HasNot = 'Cell', 'OutputWeight' }
        @{ Line = 'New-RnnModel -Cell $cell -'; Has = 'Direction', 'Merge', 'OutputActivation', 'OutputStep'; HasNot = 'Kind', 'Activation' }
        @{ Line = 'New-RnnCell -Kind Gru -Weight $weights -'; Has = 'RecurrentBias', 'ResetBefore'; HasNot = @('InputSize') }
        @{ Line = 'New-RnnCell -InputSize 1 -'; Has = @('HiddenSize', 'Seed'); HasNot = 'Weight', 'Bias' }
        @{ Line = 'New-RnnCell -Weight $weights -'; Has = @('Bias', 'Activation'); HasNot = 'HiddenSize', 'Seed', 'InputWeight' }
    ) {
        $offered = Get-Completion $Line

        foreach ($name in $Has) { $offered | Should -Contain "-$name" }
        foreach ($name in $HasNot) { $offered | Should -Not -Contain "-$name" }
    }
}
