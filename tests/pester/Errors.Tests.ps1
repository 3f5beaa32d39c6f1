param([string] $ModulePath = (Join-Path $PSScriptRoot '../../module/RnnPS'))

# Each row: what is wrong, the way it comes in, a script that runs it between good timesteps, and what the error should be.
# Id is the first part of FullyQualifiedErrorId, Value what the message should name, Remedy what it should advise, Steps
# the numbers of the steps that come out all the same.

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    Import-TestedModule $ModulePath

    function Assert-Message($Record, [string[]] $Value, [string] $Remedy) {
        foreach ($part in $Value) {
            $Record.Exception.Message.Contains($part) |
                Should -BeTrue -Because "the message should name '$part': $($Record.Exception.Message)"
        }

        $Record.Exception.Message | Should -Match $Remedy -Because 'the message should say what to do'
    }

    # A CSV file of the text given, as a path.
    function New-Csv([string[]] $Line) {
        $path = Join-Path $TestDrive 'bad.csv'
        [IO.File]::WriteAllText($path, ($Line -join "`n") + "`n")
        $path
    }

    $pair = New-RnnModel -InputSize 2 -HiddenSize 3 -OutputSize 1 -Seed 1
    $cell = New-RnnCell 1 2 -Seed 1
    $gru = New-RnnCell -Kind Gru 1 2 -Seed 1
    $stack = New-RnnModel -Kind Lstm 1 2, 3 1 -Seed 1
    $backward = New-RnnModel -Kind Lstm 1 2 1 -Direction Bidirectional -Seed 1
    $logits = New-RnnModel 1 2 3 -Seed 1
}

Describe 'A bad timestep: <What>, <Way>' -ForEach @(
    # Text that is no number
    @{ What = 'text'; Way = 'in a parameter'; Script = { Invoke-RnnForward -Input 1, 'abc', 3 }; Id = 'RnnNotANumber'; Value = 'Step 1', '''abc'''; Remedy = 'expected digits'; Steps = 0, 2 }
    @{ What = 'text'; Way = 'on the pipeline'; Script = { 1, 'abc', 3 | Invoke-RnnForward }; Id = 'RnnNotANumber'; Value = 'Step 1', '''abc'''; Remedy = 'expected digits'; Steps = 0, 2 }
    @{ What = 'text'; Way = 'in a row'; Script = { @{ x = 1 }, @{ x = 'abc' }, @{ x = 3 } | Invoke-RnnForward -Property x }; Id = 'RnnNotANumber'; Value = 'Step 1', '''x''', '''abc'''; Remedy = 'expected digits'; Steps = 0, 2 }
    @{ What = 'text'; Way = 'in a CSV file'; Script = { Import-RnnSequence (New-Csv x, 1, abc, 3) x | Invoke-RnnForward }; Id = 'RnnNotANumber'; Value = 'bad.csv, line 3', 'column x', '''abc'''; Remedy = 'Correct the value'; Steps = 0, 2; CsvStops = $true }

    # A decimal comma, which [double] '2,5' takes for 25
    @{ What = 'a decimal comma'; Way = 'in a parameter'; Script = { Invoke-RnnForward -Input 1, '2,5', 3 }; Id = 'RnnNotANumber'; Value = 'Step 1', '''2,5'''; Remedy = 'decimal point'; Steps = 0, 2 }
    @{ What = 'a decimal comma'; Way = 'on the pipeline'; Script = { 1, '2,5', 3 | Invoke-RnnForward }; Id = 'RnnNotANumber'; Value = 'Step 1', '''2,5'''; Remedy = 'decimal point'; Steps = 0, 2 }
    @{ What = 'a decimal comma'; Way = 'in a row'; Script = { 'x;y', '1;0', '2,5;0', '3;0' | ConvertFrom-Csv -Delimiter ';' | Invoke-RnnForward -Property x }; Id = 'RnnNotANumber'; Value = 'Step 1', '''x''', '''2,5'''; Remedy = 'decimal point'; Steps = 0, 2 }
    @{ What = 'a decimal comma'; Way = 'in a CSV file'; Script = { Import-RnnSequence (New-Csv 'x;y', '1;0', '2,5;0', '3;0') x -Delimiter ';' | Invoke-RnnForward }; Id = 'RnnNotANumber'; Value = 'bad.csv, line 3', 'column x', '''2,5'''; Remedy = 'decimal point'; Steps = 0, 2; CsvStops = $true }

    # An empty field
    @{ What = 'an empty field'; Way = 'in a parameter'; Script = { Invoke-RnnForward -Input 1, '', 3 }; Id = 'RnnMissingValue'; Value = 'Step 1', 'missing'; Remedy = 'fill it in'; Steps = 0, 2 }
    @{ What = 'an empty field'; Way = 'on the pipeline'; Script = { 1, '', 3 | Invoke-RnnForward }; Id = 'RnnMissingValue'; Value = 'Step 1', 'missing'; Remedy = 'fill it in'; Steps = 0, 2 }
    @{ What = 'an empty field'; Way = 'in a row'; Script = { 'x,y', '1,0', ',0', '3,0' | ConvertFrom-Csv | Invoke-RnnForward -Property x }; Id = 'RnnMissingValue'; Value = 'Step 1', ' x ', 'missing'; Remedy = 'fill it in'; Steps = 0, 2 }
    @{ What = 'an empty field'; Way = 'in a CSV file'; Script = { Import-RnnSequence (New-Csv 'x,y', '1,0', ',0', '3,0') x | Invoke-RnnForward }; Id = 'RnnMissingValue'; Value = 'Line 3', ' x ', 'missing'; Remedy = 'fill it in'; Steps = 0, 2 }

    # NaN, which means the same
    @{ What = 'NaN'; Way = 'in a parameter'; Script = { Invoke-RnnForward -Input 1, ([double]::NaN), 3 }; Id = 'RnnMissingValue'; Value = 'Step 1', 'NaN'; Remedy = 'fill it in'; Steps = 0, 2 }
    @{ What = 'NaN'; Way = 'on the pipeline'; Script = { 1, [double]::NaN, 3 | Invoke-RnnForward }; Id = 'RnnMissingValue'; Value = 'Step 1', 'NaN'; Remedy = 'fill it in'; Steps = 0, 2 }
    @{ What = 'NaN'; Way = 'in a row'; Script = { @{ x = 1 }, @{ x = [double]::NaN }, @{ x = 3 } | Invoke-RnnForward -Property x }; Id = 'RnnMissingValue'; Value = 'Step 1', ' x ', 'NaN'; Remedy = 'fill it in'; Steps = 0, 2 }
    @{ What = 'NaN'; Way = 'in a CSV file'; Script = { Import-RnnSequence (New-Csv x, 1, NaN, 3) x | Invoke-RnnForward }; Id = 'RnnMissingValue'; Value = 'Line 3', ' x ', 'NaN'; Remedy = 'fill it in'; Steps = 0, 2 }

    # Infinity
    @{ What = 'infinity'; Way = 'in a parameter'; Script = { Invoke-RnnForward -Input 1, ([double]::PositiveInfinity), 3 }; Id = 'RnnNotFinite'; Value = 'Step 1', 'Infinity'; Remedy = 'remove or replace'; Steps = 0, 2 }
    @{ What = 'infinity'; Way = 'on the pipeline'; Script = { 1, [double]::NegativeInfinity, 3 | Invoke-RnnForward }; Id = 'RnnNotFinite'; Value = 'Step 1', '-Infinity'; Remedy = 'remove or replace'; Steps = 0, 2 }
    @{ What = 'infinity'; Way = 'in a row'; Script = { @{ x = 1 }, @{ x = [single]::PositiveInfinity }, @{ x = 3 } | Invoke-RnnForward -Property x }; Id = 'RnnNotFinite'; Value = 'Step 1', 'Infinity'; Remedy = 'remove or replace'; Steps = 0, 2 }
    @{ What = 'infinity'; Way = 'in a CSV file'; Script = { Import-RnnSequence (New-Csv x, 1, Infinity, 3) x | Invoke-RnnForward }; Id = 'RnnNotFinite'; Value = 'bad.csv, line 3', 'column x', 'Infinity'; Remedy = 'remove or replace'; Steps = 0, 2; CsvStops = $true }
    @{ What = 'a number too large'; Way = 'in a CSV file'; Script = { Import-RnnSequence (New-Csv x, 1, '1e999', 3) x | Invoke-RnnForward }; Id = 'RnnNotFinite'; Value = 'bad.csv, line 3', 'column x', '1e999'; Remedy = 'remove or replace'; Steps = 0, 2; CsvStops = $true }

    # $null
    @{ What = '$null'; Way = 'in a parameter'; Script = { Invoke-RnnForward -Input 1, $null, 3 }; Id = 'RnnNullInput'; Value = 'Step 1', '$null'; Remedy = 'Is a variable not set'; Steps = 0, 2 }
    @{ What = '$null'; Way = 'on the pipeline'; Script = { 1, $null, 3 | Invoke-RnnForward }; Id = 'RnnNullInput'; Value = 'Step 1', '$null'; Remedy = 'Is a variable not set'; Steps = 0, 2 }
    @{ What = '$null'; Way = 'in a row'; Script = { @{ x = 1 }, @{ x = $null }, @{ x = 3 } | Invoke-RnnForward -Property x }; Id = 'RnnMissingValue'; Value = 'Step 1', ' x ', '$null'; Remedy = 'fill it in'; Steps = 0, 2 }
    @{ What = '$null'; Way = 'as a row'; Script = { @{ x = 1 }, $null, @{ x = 3 } | Invoke-RnnForward -Property x }; Id = 'RnnNullInput'; Value = 'Step 1', '$null'; Remedy = 'Is a variable not set'; Steps = 0, 2 }

    # Wrong vector length
    @{ What = 'too many features'; Way = 'in a parameter'; Script = { Invoke-RnnForward -Input 1, (2, 5), 3 }; Id = 'RnnInputLength'; Value = 'Step 1', '[2 5]', '2 features', 'takes 1'; Remedy = 'Give one number for each input'; Steps = 0, 2 }
    @{ What = 'too many features'; Way = 'on the pipeline'; Script = { 1, (2, 5), 3 | Invoke-RnnForward }; Id = 'RnnInputLength'; Value = 'Step 1', '[2 5]', '2 features', 'takes 1'; Remedy = 'Give one number for each input'; Steps = 0, 2 }
    @{ What = 'too few features'; Way = 'in a parameter'; Script = { Invoke-RnnForward $pair -Input (1, 2), (, 5), (3, 4) }; Id = 'RnnInputLength'; Value = 'Step 1', '[5]', '1 feature:', 'takes 2'; Remedy = 'Give one number for each input'; Steps = 0, 2 }
    @{ What = 'too few features'; Way = 'on the pipeline'; Script = { (1, 2), 5, (3, 4) | Invoke-RnnForward $pair }; Id = 'RnnInputLength'; Value = 'Step 1', '[5]', '1 feature:', 'takes 2'; Remedy = 'Give one number for each input'; Steps = 0, 2 }
    @{ What = 'no feature'; Way = 'in a parameter'; Script = { Invoke-RnnForward -Input 1, @(), 3 }; Id = 'RnnInputLength'; Value = 'Step 1', '0 features', 'takes 1'; Remedy = 'Give one number for each input'; Steps = 0, 2 }
    @{ What = 'a row too short'; Way = 'in a CSV file'; Script = { Import-RnnSequence (New-Csv 'x,y', '1,2', '5', '3,4') x, y | Invoke-RnnForward $pair }; Id = 'RnnCsvRowLength'; Value = 'bad.csv, line 3', '(5)', '1 field ', '2 were expected', 'column y'; Remedy = 'give every column a field'; Steps = 0, 2; CsvStops = $true }
    @{ What = 'a row too long'; Way = 'in a CSV file'; Script = { Import-RnnSequence (New-Csv 'x,y', '1,2', '5,6,7', '3,4') x, y | Invoke-RnnForward $pair }; Id = 'RnnCsvRowLength'; Value = 'bad.csv, line 3', '(5,6,7)', '3 fields', '2 were expected'; Remedy = 'in quotes'; Steps = 0, 2; CsvStops = $true }
    @{ What = 'a quote not closed'; Way = 'in a CSV file'; Script = { Import-RnnSequence (New-Csv 'x,y', '1,2', '5,a"b', '3,4') x | Invoke-RnnForward }; Id = 'RnnCsvMalformed'; Value = 'bad.csv, line 3', '5,a"b'; Remedy = 'expected a field that contains quotes to stand in quotes'; Steps = 0, 2; CsvStops = $true }

    # A list in a list in a list
    @{ What = 'a list too deep'; Way = 'in a parameter'; Script = { Invoke-RnnForward -Input 1, (, (7, 8)), 3 }; Id = 'RnnInputDepth'; Value = 'Step 1', '7,8'; Remedy = 'New-RnnSequence'; Steps = 0, 2 }
    @{ What = 'a list too deep'; Way = 'on the pipeline'; Script = { 1, (, (7, 8)), 3 | Invoke-RnnForward }; Id = 'RnnInputDepth'; Value = 'Step 1', '7,8'; Remedy = 'New-RnnSequence'; Steps = 0, 2 }

    # Too large for single precision
    @{ What = 'a number too large for single precision'; Way = 'in a parameter'; Script = { Invoke-RnnForward -Input 1, 1e300, 3 -Precision Single }; Id = 'RnnNotFinite'; Value = 'Step 1', '1E+300'; Remedy = 'double precision'; Steps = 0, 2; Single = $true }
    @{ What = 'a number too large for single precision'; Way = 'on the pipeline'; Script = { 1, -1e300, 3 | Invoke-RnnForward -Precision Single }; Id = 'RnnNotFinite'; Value = 'Step 1', '-1E+300'; Remedy = 'double precision'; Steps = 0, 2; Single = $true }
    @{ What = 'a number too large for single precision'; Way = 'in a row'; Script = { @{ x = 1 }, @{ x = 1e300 }, @{ x = 3 } | Invoke-RnnForward -Property x -Precision Single }; Id = 'RnnNotFinite'; Value = 'Step 1', '1E+300'; Remedy = 'double precision'; Steps = 0, 2; Single = $true }
    @{ What = 'a number too large for single precision'; Way = 'in a sequence'; Script = { New-RnnSequence -Input 1, 1e300, 3 -Key k | Invoke-RnnForward -Precision Single }; Id = 'RnnNotFinite'; Value = 'Step 1 of sequence k', '1E+300'; Remedy = 'double precision'; Steps = 0, 2; Single = $true }

    # Rows whose group is not told
    @{ What = 'a group that is $null'; Way = 'of a hashtable'; Script = { @{ k = 'a'; x = 1 }, @{ k = $null; x = 2 }, @{ k = 'a'; x = 3 } | Invoke-RnnForward -Property x -GroupBy k }; Id = 'RnnNullInput'; Value = '-GroupBy', '''k''', '$null'; Remedy = 'Fill it in, or leave the row out'; Steps = 0, 1 }
    @{ What = 'no property of the group'; Way = 'of an object'; Script = { [pscustomobject]@{ k = 'a'; x = 1 }, [pscustomobject]@{ x = 2 }, [pscustomobject]@{ k = 'a'; x = 3 } | Invoke-RnnForward -Property x -GroupBy k }; Id = 'RnnPropertyMissing'; Value = '-GroupBy', '''k'''; Remedy = 'expected one of x'; Steps = 0, 1 }
    @{ What = 'a number where a row was expected'; Way = 'with -GroupBy'; Script = { @{ k = 'a'; x = 1 }, 2, @{ k = 'a'; x = 3 } | Invoke-RnnForward -Property x -GroupBy k }; Id = 'RnnPropertyMissing'; Value = '-GroupBy', '2 is a plain value', '''k'''; Remedy = 'give rows'; Steps = 0, 1 }
    @{ What = 'a sequence where a row was expected'; Way = 'with -GroupBy'; Script = { @{ k = 'a'; x = 1 }, (New-RnnSequence -Input 2 -Key s), @{ k = 'a'; x = 3 } | Invoke-RnnForward -Property x -GroupBy k }; Id = 'RnnParameters'; Value = 'sequence s', '-GroupBy'; Remedy = 'leave -GroupBy out'; Steps = 0, 1 }

    # Rows and properties
    @{ What = 'a missing property'; Way = 'of an object'; Script = { [pscustomobject]@{ x = 1 }, [pscustomobject]@{ y = 2; z = 5 }, [pscustomobject]@{ x = 3 } | Invoke-RnnForward -Property x }; Id = 'RnnPropertyMissing'; Value = 'Step 1', '''x'''; Remedy = 'expected one of y, z'; Steps = 0, 2 }
    @{ What = 'a missing property'; Way = 'of a hashtable'; Script = { @{ x = 1 }, @{ y = 2 }, @{ x = 3 } | Invoke-RnnForward -Property x }; Id = 'RnnPropertyMissing'; Value = 'Step 1', '''x'''; Remedy = 'expected one of y'; Steps = 0, 2 }
    @{ What = 'a missing property'; Way = 'of a row in a parameter'; Script = { Invoke-RnnForward -Property x -Input @{ x = 1 }, @{ y = 2 }, @{ x = 3 } }; Id = 'RnnPropertyMissing'; Value = 'Step 1', '''x'''; Remedy = 'expected one of y'; Steps = 0, 2 }
    @{ What = 'a number where a row was expected'; Way = 'on the pipeline'; Script = { @{ x = 1 }, 2, @{ x = 3 } | Invoke-RnnForward -Property x }; Id = 'RnnPropertyMissing'; Value = 'Step 1', '''x'''; Remedy = '-Property'; Steps = 0, 2 }
    @{ What = 'a row where a number was expected'; Way = 'on the pipeline'; Script = { 1, [pscustomobject]@{ x = 2 }, 3 | Invoke-RnnForward }; Id = 'RnnPropertyRequired'; Value = 'Step 1', '@{x=2}'; Remedy = 'with -Property'; Steps = 0, 2 }
    @{ What = 'a hashtable where a number was expected'; Way = 'in a parameter'; Script = { Invoke-RnnForward -Input 1, @{ x = 2 }, 3 }; Id = 'RnnPropertyRequired'; Value = 'Step 1', 'Hashtable'; Remedy = 'with -Property'; Steps = 0, 2 }
    @{ What = 'a date where a number was expected'; Way = 'on the pipeline'; Script = { 1, [datetime]'2020-01-02', 3 | Invoke-RnnForward }; Id = 'RnnNotANumber'; Value = 'Step 1', '2020'; Remedy = 'expected a number'; Steps = 0, 2 }
) {
    It 'is reported with its place, its value and the remedy, and the run goes on' {
        $outcome = Get-Outcome $Script

        $outcome.Terminated | Should -BeFalse
        $outcome.Errors | Get-ErrorId | Should -Be $Id
        Assert-Message $outcome.Errors[0] $Value $Remedy
    }

    It 'emits nothing for it, leaves the state as it was, and later steps keep their number' {
        $outcome = Get-Outcome $Script

        $outcome.Output.Step | Should -Be $Steps
        # The good timesteps alone give the same.
        $model = $outcome.Output[0].Input -is [double] ? [RnnPS.RnnModel]::StartingExample() : $pair
        $precision = $Single ? 'Single' : 'Double'
        $alone = $outcome.Output | ForEach-Object { , $_.Input } | Invoke-RnnForward $model -Precision $precision
        $outcome.Output.Output | Should -Be $alone.Output
    }

    It 'ends the run with -ErrorAction Stop' {
        $outcome = Get-Outcome $Script -Stop

        $outcome.Terminated | Should -BeTrue
        $outcome.Errors | Get-ErrorId | Should -Be $Id
        # A file is read before it is run: there, no step has come out yet.
        @($outcome.Output.Step) | Should -Be ($CsvStops ? @() : @(0))
    }

    It 'is not in a file that the run is written to; with -ErrorAction Stop there is no file' {
        $file = Join-Path $TestDrive "$([Guid]::NewGuid()).csv"
        $null = Get-Outcome { & $Script | Export-RnnTrace $file }
        (Import-Csv $file).Step | Should -Be $Steps.ForEach([string])

        Remove-Item $file
        $null = Get-Outcome { & $Script | Export-RnnTrace $file } -Stop
        Test-Path $file | Should -BeFalse
    }
}

Describe 'A row whose property cannot be read, as ExitCode of a process that runs' {
    It 'is an error of the row, with the reason in it, and the run goes on' {
        $broken = [pscustomobject]@{} | Add-Member -MemberType ScriptProperty -Name x -Value { throw 'the reason' } -PassThru
        $outcome = Get-Outcome { @{ x = 1 }, $broken, @{ x = 3 } | Invoke-RnnForward -Property x }

        $outcome.Terminated | Should -BeFalse
        $outcome.Output.Step | Should -Be 0, 2
        $outcome.Errors | Get-ErrorId | Should -BeLike 'Rnn*'
        Assert-Message $outcome.Errors[0] 'Step 1', '''x''' 'the reason'
    }
}

Describe 'A bad parameter ends the run before anything comes out: <_.Script>' -ForEach @(
    # A flat list for a model with more than one input
    @{ Script = { Invoke-RnnForward $pair -Input 1, 'abc' }; Id = 'RnnFlatInput'; Value = '1,abc', '2 features'; Remedy = 'list of lists' }

    # Properties that are not the model's inputs
    @{ Script = { @{ x = 1 } | Invoke-RnnForward $pair -Property x }; Id = 'RnnInputLength'; Value = '1 property', 'takes 2'; Remedy = 'Name one for each input' }

    # What is no model, no cell, no state
    @{ Script = { Invoke-RnnForward 1, 2 }; Id = 'ParameterArgumentTransformationError'; Value = '1,2 is not a model'; Remedy = 'did you mean -Input 1,2\?' }
    @{ Script = { 1, 2 | Invoke-RnnForward 'model.onnx' }; Id = 'ParameterArgumentTransformationError'; Value = 'model.onnx is not a model'; Remedy = 'New-RnnModel' }
    @{ Script = { 1 | Invoke-RnnForward $null }; Id = 'ParameterArgumentValidationError'; Value = 'Model', 'null'; Remedy = 'Provide a valid value' }
    @{ Script = { New-RnnState 5 }; Id = 'ParameterArgumentTransformationError'; Value = '5 is not a model'; Remedy = '^(?!.*-Input).*New-RnnModel' }
    @{ Script = { New-RnnState $null }; Id = 'ParameterArgumentValidationError'; Value = 'Model', 'null'; Remedy = 'Provide a valid value' }
    @{ Script = { New-RnnState $pair -Value 1, 2, '2,5' }; Id = 'RnnWeightNotANumber'; Value = '2,5'; Remedy = 'decimal point' }

    # Numbers in text
    @{ Script = { 1, 2 | Optimize-RnnModel (New-RnnModel 1 2 1) -LearningRate '0,05' }; Id = 'ParameterArgumentTransformationError'; Value = 'LearningRate', '''0,05'''; Remedy = 'decimal point' }
    @{ Script = { 1, 2 | Test-RnnGradient (New-RnnModel 1 2 1) -Tolerance '0,000001' }; Id = 'ParameterArgumentTransformationError'; Value = 'Tolerance', '''0,000001'''; Remedy = 'decimal point' }
    @{ Script = { 1, 2 | Optimize-RnnModel (New-RnnModel 1 2 1) -Epoch 2.5 }; Id = 'ParameterArgumentTransformationError'; Value = 'Epoch', '''2.5'''; Remedy = 'without a fraction' }
    @{ Script = { New-RnnModel 1 2, '3,5' 1 }; Id = 'ParameterArgumentTransformationError'; Value = 'HiddenSize', '''3,5'''; Remedy = 'decimal point' }
    @{ Script = { 1, 2 | Optimize-RnnModel (New-RnnModel 1 2 1) -Optimizer ([RnnPS.SgdOptimizer]('{ "LearningRate": "0,05" }' | ConvertFrom-Json)) }; Id = 'InvalidCastPSTypeConvertersConvertFrom'; Value = 'LearningRate', '''0,05'''; Remedy = 'decimal point' }

    # Sizes
    @{ Script = { New-RnnCell -InputSize 0 -HiddenSize 2 }; Id = 'ParameterArgumentValidationError'; Value = 'InputSize', '0'; Remedy = 'greater than or equal to 1' }
    @{ Script = { New-RnnCell -InputSize 1 -HiddenSize -2 }; Id = 'ParameterArgumentValidationError'; Value = 'HiddenSize', '-2'; Remedy = 'greater than or equal to 1' }
    @{ Script = { New-RnnModel -InputSize 0 -HiddenSize 2 -OutputSize 1 }; Id = 'ParameterArgumentValidationError'; Value = 'InputSize', '0'; Remedy = 'greater than or equal to 1' }
    @{ Script = { New-RnnModel -InputSize 1 -HiddenSize 0 -OutputSize 1 }; Id = 'ParameterArgumentValidationError'; Value = 'HiddenSize', '0'; Remedy = 'greater than or equal to 1' }
    @{ Script = { New-RnnModel -InputSize 1 -HiddenSize 2 -OutputSize -1 }; Id = 'ParameterArgumentValidationError'; Value = 'OutputSize', '-1'; Remedy = 'greater than or equal to 1' }
    @{ Script = { New-RnnModel -Cell (New-RnnCell 1 2) -OutputSize 0 }; Id = 'ParameterArgumentValidationError'; Value = 'OutputSize', '0'; Remedy = 'greater than or equal to 1' }
    @{ Script = { New-RnnCell -InputSize 5000000 -HiddenSize 5000000 }; Id = 'RnnSize'; Value = , '5000000'; Remedy = 'smaller|fewer|at most' }
    @{ Script = { 1 | Invoke-RnnForward -MaxLength 0 }; Id = 'ParameterArgumentValidationError'; Value = 'MaxLength', '0'; Remedy = 'greater than or equal to 1' }
    @{ Script = { 1 | Invoke-RnnForward -MaxLength 1 -Keep Last }; Id = 'CannotConvertArgumentNoMessage'; Value = 'Last'; Remedy = 'First, Newest' }
    @{ Script = { New-RnnCell 1 2 -Activation Softmax }; Id = 'CannotConvertArgumentNoMessage'; Value = 'Softmax'; Remedy = 'Tanh, Relu, Sigmoid, Identity' }

    # Ragged and empty weights, and weights that don't fit each other
    @{ Script = { New-RnnCell -InputWeight (1, 2), (3) -RecurrentWeight (1, 2), (3, 4) }; Id = 'RnnWeightShape'; Value = '-InputWeight'; Remedy = 'Give every row as many numbers' }
    @{ Script = { New-RnnCell -InputWeight 1, 2 -RecurrentWeight @() }; Id = 'RnnWeightEmpty'; Value = 'RecurrentWeight'; Remedy = 'at least one row' }
    @{ Script = { New-RnnCell -InputWeight 1, 2, 3 -RecurrentWeight (1, 2), (3, 4) }; Id = 'RnnWeightShape'; Value = 'InputWeight', '1×3'; Remedy = 'expected 3×3, to fit InputWeights' }
    @{ Script = { New-RnnCell -InputWeight 1, 2 -RecurrentWeight (1, 2), (3, 4), (5, 6) }; Id = 'RnnWeightShape'; Value = 'RecurrentWeight', '3×2'; Remedy = 'expected' }
    @{ Script = { New-RnnCell -Weight (1, 2), (3, 4), (5, 6) -Bias @() }; Id = 'RnnWeightEmpty'; Value = '-Bias'; Remedy = 'expected 2|at least' }
    @{ Script = { New-RnnModel -Cell (New-RnnCell 1 2) -OutputWeight @() }; Id = 'RnnWeightEmpty'; Value = 'OutputWeight'; Remedy = 'at least one row' }
    @{ Script = { New-RnnModel -Cell (New-RnnCell 1 2) -OutputWeight 1, 2 -OutputBias 1, 2 }; Id = 'RnnWeightShape'; Value = 'OutputBias', '[1 2]'; Remedy = 'expected 1' }

    # Weights that are no finite numbers
    @{ Script = { New-RnnCell -Weight (1, 2), (3, 'abc'), (5, 6) }; Id = 'RnnWeightNotANumber'; Value = '-Weight', '''abc'''; Remedy = 'expected digits' }
    @{ Script = { New-RnnCell -Weight (1, 2), (3, $null), (5, 6) }; Id = 'RnnWeightNotANumber'; Value = '-Weight', '$null'; Remedy = 'Is a variable not set' }
    @{ Script = { New-RnnCell -Weight (1, 2), (3, [double]::PositiveInfinity), (5, 6) }; Id = 'RnnWeightNotFinite'; Value = '-Weight', 'Infinity'; Remedy = 'Replace it' }
    @{ Script = { New-RnnCell -Weight (1, 2), (3, 4), (5, 6) -Bias 1, 'abc' }; Id = 'RnnWeightNotANumber'; Value = '-Bias', '''abc'''; Remedy = 'expected digits' }
    @{ Script = { New-RnnModel -Cell (New-RnnCell 1 2) -OutputWeight 1, ([double]::NegativeInfinity) }; Id = 'RnnWeightNotFinite'; Value = 'OutputWeight', '-Infinity'; Remedy = 'Replace it' }
    @{ Script = { New-RnnModel -Cell (New-RnnCell 1 2) -OutputWeight 1, 'abc' }; Id = 'RnnWeightNotANumber'; Value = '-OutputWeight', '''abc'''; Remedy = 'expected digits' }
    @{ Script = { New-RnnModel -Cell $null }; Id = 'ParameterArgumentValidationError'; Value = 'Cell', 'null'; Remedy = 'Provide an argument that is not null' }

    # Layers, directions and merges
    @{ Script = { New-RnnModel 1 2, 3, 4 1 -Direction Forward, Reverse }; Id = 'RnnDirection'; Value = '-Direction', '2 values', '3 layers'; Remedy = 'one value for all layers, or one for each layer' }
    @{ Script = { New-RnnModel -Cell $cell -Direction Forward, Reverse }; Id = 'RnnDirection'; Value = '-Direction', '2 values', '1 layer:'; Remedy = 'one value for all layers, or one for each layer' }
    @{ Script = { New-RnnModel 1 2, 3, 4 1 -Direction Bidirectional -Merge Sum, Concat }; Id = 'RnnMerge'; Value = '-Merge', '2 values', '3 layers'; Remedy = 'one value for all layers, or one for each layer' }
    @{ Script = { New-RnnModel -Cell (, ($cell, $cell)) -Merge Sum, Concat }; Id = 'RnnMerge'; Value = '-Merge', '2 values', '1 layer:'; Remedy = 'one value for all layers, or one for each layer' }
    @{ Script = { New-RnnModel 1 2 1 -Merge Sum }; Id = 'RnnMerge'; Value = '-Merge', 'no layer is bidirectional'; Remedy = 'leave -Merge out, or give -Direction Bidirectional' }
    @{ Script = { New-RnnModel -Cell $cell -Merge Sum }; Id = 'RnnMerge'; Value = '-Merge', 'no layer is bidirectional'; Remedy = 'leave -Merge out, or give -Direction Bidirectional' }
    @{ Script = { New-RnnModel -Cell (, ($cell, $cell)) -Direction Forward }; Id = 'RnnDirection'; Value = 'Layer 0', 'pair', 'Forward'; Remedy = 'Leave -Direction out, or give one cell' }
    @{ Script = { New-RnnModel -Cell $cell -Direction Bidirectional }; Id = 'RnnDirection'; Value = 'Bidirectional', 'Elman 1→2'; Remedy = 'give Forward or Reverse, or two cells' }
    @{ Script = { New-RnnModel -Cell $cell, ($cell, $cell, $cell) }; Id = 'RnnDirection'; Value = 'Layer 1', '3 cells'; Remedy = 'expected one cell, or a pair' }
    @{ Script = { New-RnnModel -Cell 5 }; Id = 'RnnCellExpected'; Value = , '5'; Remedy = 'New-RnnCell' }
    @{ Script = { New-RnnModel -Cell $cell, 'Lstm' -OutputSize 1 }; Id = 'RnnCellExpected'; Value = , 'Lstm'; Remedy = 'New-RnnCell' }
    @{ Script = { New-RnnModel -Cell (, ($cell, 5)) }; Id = 'RnnCellExpected'; Value = , '5'; Remedy = 'a pair' }
    @{ Script = { New-RnnModel -Cell $stack }; Id = 'RnnCellExpected'; Value = , 'Lstm 1→2→3→1'; Remedy = 'New-RnnCell' }
    @{ Script = { New-RnnModel -Cell $cell, $null }; Id = 'ParameterArgumentValidationError'; Value = 'Cell', 'null'; Remedy = 'does not contain any null values' }
    @{ Script = { New-RnnModel -Cell (, ($cell, (New-RnnCell 1 3))) -Merge Sum }; Id = 'RnnMerge'; Value = 'Elman 1→2', 'Elman 1→3', 'Sum'; Remedy = 'cells of the same size, or merge by Concat' }
    @{ Script = { New-RnnModel -Cell (, ($cell, (New-RnnCell 2 2))) }; Id = 'RnnWeightShape'; Value = 'Elman 1→2', 'takes 1 feature', 'Elman 2→2'; Remedy = 'two cells with the same input size' }
    @{ Script = { New-RnnModel -Cell $cell, (New-RnnCell 3 2) }; Id = 'RnnWeightShape'; Value = '-Cell', 'Layers[1]', '3×2'; Remedy = 'expected 2×2, to fit the output of layer 0, 2 numbers' }
    @{ Script = { New-RnnModel -Cell ($cell, $cell), (New-RnnCell 2 2) -OutputSize 1 }; Id = 'RnnWeightShape'; Value = 'Layers[2]', '2×2'; Remedy = 'expected 4×2, to fit the output of layer 0, 4 numbers' }
    @{ Script = { New-RnnModel -Cell (, ($cell, $cell)) -OutputWeight 1, 2 }; Id = 'RnnWeightShape'; Value = '-OutputWeight', '2×1'; Remedy = 'expected 4×1' }
    @{ Script = { New-RnnModel -Cell $cell -OutputActivation Softmax }; Id = 'RnnParameters'; Value = 'OutputActivation Softmax', 'without OutputWeights'; Remedy = 'give both, or neither' }
    @{ Script = { New-RnnModel 1 2, 0 1 }; Id = 'ParameterArgumentValidationError'; Value = 'HiddenSize', '0'; Remedy = 'greater than or equal to 1' }
    @{ Script = { New-RnnModel 1 @() 1 }; Id = 'ParameterArgumentValidationError'; Value = , 'HiddenSize'; Remedy = 'empty' }
    @{ Script = { New-RnnModel 1 2 1 -Direction Backward }; Id = 'CannotConvertArgumentNoMessage'; Value = 'Direction', 'Backward'; Remedy = 'Forward, Reverse, Bidirectional' }
    @{ Script = { New-RnnModel 1 2 1 -Merge Max }; Id = 'CannotConvertArgumentNoMessage'; Value = 'Merge', 'Max'; Remedy = 'Concat, Sum, Multiply, Average' }
    @{ Script = { New-RnnModel 1 2 1 -OutputActivation Relu }; Id = 'CannotConvertArgumentNoMessage'; Value = 'OutputActivation', 'Relu'; Remedy = 'Identity, Sigmoid, Softmax' }
    @{ Script = { New-RnnModel 1 2 1 -OutputStep First }; Id = 'CannotConvertArgumentNoMessage'; Value = 'OutputStep', 'First'; Remedy = 'Every, Last' }

    # Kinds of cells
    @{ Script = { New-RnnCell -Kind Transformer 1 2 }; Id = 'CannotConvertArgumentNoMessage'; Value = 'Kind', 'Transformer'; Remedy = 'Elman, Lstm, Gru' }
    @{ Script = { New-RnnCell -Kind Lstm 1 2 -ResetBefore }; Id = 'RnnParameters'; Value = '-ResetBefore', 'Lstm'; Remedy = 'leave -ResetBefore out, or give -Kind Gru' }
    @{ Script = { New-RnnCell -Weight 1, 2 -ResetBefore }; Id = 'RnnParameters'; Value = '-ResetBefore', 'Elman'; Remedy = 'leave -ResetBefore out, or give -Kind Gru' }
    @{ Script = { New-RnnCell 1 2 -Activation LeakyRelu }; Id = 'ParameterArgumentValidationError'; Value = 'Activation', 'LeakyRelu'; Remedy = 'Tanh,Relu,Sigmoid,Identity' }
    @{ Script = { New-RnnModel 1 2 1 -Activation LeakyRelu }; Id = 'ParameterArgumentValidationError'; Value = 'Activation', 'LeakyRelu'; Remedy = 'Tanh,Relu,Sigmoid,Identity' }
    @{ Script = { New-RnnCell -Kind Lstm -Weight (1, 2, 3, 4, 5, 6), (1, 2, 3, 4, 5, 6) }; Id = 'RnnWeightShape'; Value = '-Weight', '2×6', '4 gates'; Remedy = 'a multiple of 4' }
    @{ Script = { New-RnnCell -Kind Gru -InputWeight (, (1, 2, 3, 4)) -RecurrentWeight (, (1, 2, 3, 4)) }; Id = 'RnnWeightShape'; Value = 'InputWeights', '1×4', '3 gates'; Remedy = 'a multiple of 3' }
    @{ Script = { New-RnnCell -Kind Lstm -Weight (, (1, 2, 3, 4)) }; Id = 'RnnWeightShape'; Value = '-Weight', '1×4', 'first 1 row,'; Remedy = '4·hidden' }
    @{ Script = { New-RnnCell -Kind Lstm -InputWeight (, (1, 2, 3, 4)) -RecurrentWeight (1, 2, 3, 4), (1, 2, 3, 4) }; Id = 'RnnWeightShape'; Value = 'RecurrentWeights', '2×4'; Remedy = 'expected 1×4, to fit InputWeights' }
    @{ Script = { New-RnnCell -Kind Gru -Weight (1, 2, 3), (1, 2, 3) -RecurrentBias 1, 2 }; Id = 'RnnWeightShape'; Value = '-RecurrentBias', '[1 2]'; Remedy = 'expected 3' }
    @{ Script = { New-RnnCell -Weight 1, 2 -RecurrentBias ([double]::NaN) }; Id = 'RnnWeightNotFinite'; Value = '-RecurrentBias', 'NaN'; Remedy = 'Replace it' }
    @{ Script = { New-RnnCell -Weight 1, 2 -RecurrentBias 'abc' }; Id = 'RnnWeightNotANumber'; Value = '-RecurrentBias', '''abc'''; Remedy = 'expected digits' }
    @{ Script = { New-RnnCell -Kind Lstm 1 30000 }; Id = 'RnnSize'; Value = , '30000×120000'; Remedy = 'smaller sizes' }

    # States
    @{ Script = { New-RnnState $stack -Value 1 }; Id = 'RnnStateShape'; Value = '-Value', '[1]', 'takes 2'; Remedy = 'one for each component' }
    @{ Script = { New-RnnState $stack -Value (1, 2), (1, 2) }; Id = 'RnnStateShape'; Value = '-Value', '[1 2]', 'takes 3'; Remedy = 'one for each component' }
    @{ Script = { New-RnnState $stack -Value (, (1, 2)) }; Id = 'RnnStateShape'; Value = '-Value', '1 value for', '2 cells'; Remedy = 'one for each of its Layers' }
    @{ Script = { New-RnnState $stack -Value (1, 2), (1, 2, 3), (1, 2) }; Id = 'RnnStateShape'; Value = '-Value', '3 values', '2 cells'; Remedy = 'one for each of its Layers' }
    @{ Script = { New-RnnState $stack -CellState 1, 2, 3 }; Id = 'RnnStateShape'; Value = '-CellState', '[1 2 3]', 'takes 2'; Remedy = 'one for each component' }
    @{ Script = { New-RnnState $stack -CellState (1, 2), (1, 2, 3), (1, 2) }; Id = 'RnnStateShape'; Value = '-CellState', '3 cell states', '2 cells'; Remedy = 'one for each of its Layers' }
    @{ Script = { New-RnnState $stack -CellState 1, ([double]::PositiveInfinity) }; Id = 'RnnNotFinite'; Value = '-CellState', 'Infinity'; Remedy = 'remove or replace' }
    @{ Script = { New-RnnState $gru -CellState 1, 2 }; Id = 'RnnStateShape'; Value = '-CellState', 'Layers[0]', 'Gru 1→2', 'has none'; Remedy = 'LSTM cells only' }
    @{ Script = { New-RnnState $gru -Value (New-RnnState $stack) }; Id = 'RnnStateShape'; Value = '-Value', '2+3 components', 'Gru 1→2'; Remedy = 'New-RnnState' }
    @{ Script = { New-RnnState $gru -Value ([pscustomobject]@{ x = 1 }) }; Id = 'RnnWeightNotANumber'; Value = '-Value', '@{x=1}'; Remedy = '^(?!.*-Property).*expected a number' }
    @{ Script = { New-RnnState $gru -Value @{ x = 1 } }; Id = 'RnnWeightNotANumber'; Value = '-Value', 'Hashtable'; Remedy = '^(?!.*-Property).*expected a number' }
    @{ Script = { New-RnnState $gru -Value $null }; Id = 'ParameterArgumentValidationError'; Value = 'Value', 'null'; Remedy = 'Provide a valid value' }
    @{ Script = { 1 | Invoke-RnnForward $stack -InitialState 1 }; Id = 'RnnStateShape'; Value = '-InitialState', '[1]', 'takes 2'; Remedy = 'one for each component' }
    @{ Script = { 1 | Invoke-RnnForward $stack -InitialState 'abc' }; Id = 'RnnWeightNotANumber'; Value = '-InitialState', '''abc'''; Remedy = 'expected digits' }
    @{ Script = { 1 | Invoke-RnnForward $stack -InitialState (New-RnnState $gru) }; Id = 'RnnStateShape'; Value = '-InitialState', '2 components'; Remedy = 'New-RnnState' }
    @{ Script = { 1 | Invoke-RnnForward $stack -InitialState $null }; Id = 'ParameterArgumentValidationError'; Value = 'InitialState', 'null'; Remedy = 'Provide a valid value' }
    @{ Script = { 1 | Invoke-RnnForward $stack -State (New-RnnState $stack) -InitialState 1, 2 }; Id = 'RnnParameters'; Value = '-State', '-InitialState'; Remedy = 'Leave one of the two out' }
    @{ Script = { @{ k = 1; x = 1 } | Invoke-RnnForward $stack -State (New-RnnState $stack) -GroupBy k -Property x }; Id = 'RnnParameters'; Value = '-State', '-GroupBy'; Remedy = 'Leave one of the two out' }
    @{ Script = { 1 | Invoke-RnnForward $stack -State (New-RnnState $stack) -Batch }; Id = 'RnnParameters'; Value = '-State', '-Batch'; Remedy = 'Leave one of the two out' }
    @{ Script = { 1 | Invoke-RnnForward $backward -State (New-RnnState $backward) }; Id = 'RnnDirection'; Value = '-State', 'Lstm 1→4→1'; Remedy = 'whole sequences' }
    @{ Script = { New-RnnSequence -Input 1 | Invoke-RnnForward $backward -State (New-RnnState $backward) }; Id = 'RnnDirection'; Value = '-State', 'Lstm 1→4→1'; Remedy = 'whole sequences' }

    # Windows
    @{ Script = { 1, 2 | Split-RnnSequence 0 }; Id = 'ParameterArgumentValidationError'; Value = 'Length', '0'; Remedy = 'greater than or equal to 1' }
    @{ Script = { 1, 2 | Split-RnnSequence 1 -Stride 0 }; Id = 'ParameterArgumentValidationError'; Value = 'Stride', '0'; Remedy = 'greater than or equal to 1' }
    @{ Script = { 1, 2 | Split-RnnSequence -MaxLength 0 }; Id = 'ParameterArgumentValidationError'; Value = 'MaxLength', '0'; Remedy = 'greater than or equal to 1' }
    @{ Script = { 1, 2 | Split-RnnSequence -Length 1 -MaxLength 1 }; Id = 'AmbiguousParameterSet'; Value = , 'Parameter set'; Remedy = 'cannot be used together|cannot be resolved' }

    # Single precision
    @{ Script = { 1 | Invoke-RnnForward (New-RnnCell -InputWeight 1e300 -RecurrentWeight 0) -Precision Single }; Id = 'RnnWeightNotFinite'; Value = 'InputWeights', '1E+300'; Remedy = 'double precision' }
    @{ Script = { 1 | Invoke-RnnForward (New-RnnModel -Cell (New-RnnCell -InputWeight 1e300 -RecurrentWeight 0) -Direction Reverse) -Precision Single }; Id = 'RnnWeightNotFinite'; Value = 'InputWeights', '1E+300'; Remedy = 'double precision' }
    @{ Script = { 1 | Invoke-RnnForward $stack -Precision Single -InitialState 1e300, 1 }; Id = 'RnnNotFinite'; Value = '-InitialState', '1E+300'; Remedy = 'double precision' }
    @{ Script = { 1 | Invoke-RnnForward $stack -Precision Single -State (New-RnnState $stack -CellState 1e300, 1) }; Id = 'RnnNotFinite'; Value = '-State', '1E+300'; Remedy = 'double precision' }
    @{ Script = { 1 | Invoke-RnnForward -Precision Half }; Id = 'CannotConvertArgumentNoMessage'; Value = 'Precision', 'Half'; Remedy = 'Double, Single' }

    # Targets
    @{ Script = { 1, 2 | Invoke-RnnForward | Measure-RnnLoss -Target $null }; Id = 'RnnNullInput'; Value = '-Target', '$null'; Remedy = 'Is a variable not set' }
    @{ Script = { 1, 2 | Invoke-RnnForward | Measure-RnnLoss -Target 1, 2 -Loss Mse }; Id = 'CannotConvertArgumentNoMessage'; Value = 'Loss', 'Mse'; Remedy = 'expected one of MeanSquaredError, MeanAbsoluteError' }
    @{ Script = { 1, 2 | Invoke-RnnForward | Measure-RnnLoss -Target 1, 2 -Loss Poisson -Delta 2 }; Id = 'RnnParameters'; Value = '-Delta', 'Huber', 'Poisson'; Remedy = 'leave -Delta out, or give -Loss Huber' }
    @{ Script = { 1, 2 | Invoke-RnnForward | Measure-RnnLoss -Target 1, 2 -Loss Huber -Quantile 0.5 }; Id = 'RnnParameters'; Value = '-Quantile', 'Pinball', 'Huber'; Remedy = 'leave -Quantile out, or give -Loss Pinball' }
    @{ Script = { 1, 2 | Invoke-RnnForward | Measure-RnnLoss -Target 1, 2 -Delta 2 -Quantile 0.5 }; Id = 'RnnParameters'; Value = '-Delta', '-Quantile'; Remedy = 'leave one of the two out' }
    @{ Script = { 1, 2 | Invoke-RnnForward | Measure-RnnLoss -Target 1, 2 -Loss Huber -Delta 0 }; Id = 'RnnLoss'; Value = '-Loss', '= 0'; Remedy = 'a number above 0' }
    @{ Script = { 1, 2 | Invoke-RnnForward | Measure-RnnLoss -Target 1, 2 -Quantile 0.5, 1 }; Id = 'RnnLoss'; Value = '-Loss', 'quantile 1'; Remedy = 'between 0 and 1' }
    @{ Script = { 1, 2 | Invoke-RnnForward | Measure-RnnLoss -Target 1, 2 -Reduction Max }; Id = 'CannotConvertArgumentNoMessage'; Value = 'Reduction', 'Max'; Remedy = 'Sum, Mean' }
    @{ Script = { 1, 2 | Invoke-RnnForward | Measure-RnnLoss -Target 1, 2 -Weight 1 }; Id = 'RnnStepWeight'; Value = '-Weight', '1 number', '2 targets'; Remedy = 'one weight for each target' }
    @{ Script = { 1, 2 | Invoke-RnnForward | Measure-RnnLoss -Target 1, 2 -WeightProperty w }; Id = 'AmbiguousParameterSet'; Value = , 'Parameter set'; Remedy = 'cannot be resolved|cannot be used together' }
    @{ Script = { 1, 2 | Invoke-RnnForward | Measure-RnnLoss -Target 1, '2,5' }; Id = 'RnnNotANumber'; Value = '-Target', '''2,5'''; Remedy = 'decimal point' }

    # Training
    @{ Script = { 1..9 | Optimize-RnnModel $cell -LearningRate 0 }; Id = 'RnnTrainingOption'; Value = , 'LearningRate is 0'; Remedy = 'above 0' }
    @{ Script = { 1..9 | Optimize-RnnModel $cell -ValidationFraction 1 }; Id = 'RnnTrainingOption'; Value = , 'ValidationFraction is 1'; Remedy = 'from 0 to less than 1' }
    @{ Script = { 1..9 | Optimize-RnnModel $cell -Stride 2 }; Id = 'RnnTrainingOption'; Value = , 'Stride'; Remedy = 'give their SequenceLength' }
    @{ Script = { 1..9 | Optimize-RnnModel $cell -Optimizer Lion }; Id = 'CannotConvertArgumentNoMessage'; Value = 'Optimizer', 'Lion'; Remedy = 'expected one of Adam, AdamW' }
    @{ Script = { 1..9 | Optimize-RnnModel $cell -Schedule Linear }; Id = 'CannotConvertArgumentNoMessage'; Value = 'Schedule', 'Linear'; Remedy = 'expected one of Constant, Step' }
    @{ Script = { 1..9 | Optimize-RnnModel $cell -Resume }; Id = 'RnnParameters'; Value = , '-Resume'; Remedy = 'name it by -Checkpoint' }
    @{ Script = { 1..9 | Optimize-RnnModel $cell -Target (1..9) -TargetProperty y }; Id = 'RnnParameters'; Value = '-Target', '-TargetProperty'; Remedy = 'leave one of the two out' }
    @{ Script = { 1..9 | Optimize-RnnModel $cell -GroupBy x }; Id = 'RnnParameters'; Value = , '-GroupBy'; Remedy = 'by -Property' }
    @{ Script = { 1..9 | Optimize-RnnModel $gru -Target 1, 2 }; Id = 'RnnTargetLength'; Value = '9 timesteps', '2 targets'; Remedy = 'give one target for each timestep' }
    @{ Script = { 1, 2 | Optimize-RnnModel $gru -Target (1, 2), (3, 4, 5) }; Id = 'RnnTargetLength'; Value = 'Target 1', '3 numbers'; Remedy = 'expected 2' }
    @{ Script = { 1..9 | Optimize-RnnModel $gru }; Id = 'RnnTargetLength'; Value = 'Sequence 0', '[2]'; Remedy = 'Give one target for each component' }
    @{ Script = { 1, 2 | Optimize-RnnModel $pair -Target 1, 2 }; Id = 'RnnInputLength'; Value = '1 feature', 'takes 2'; Remedy = 'Name one for each input' }
    @{ Script = { 1..4 | Optimize-RnnModel $stack -SequenceLength 5 }; Id = 'RnnSequenceLength'; Value = '3 timesteps', 'window of 5'; Remedy = 'give a shorter -SequenceLength' }
    @{ Script = { 1 | Optimize-RnnModel $stack }; Id = 'RnnSequenceLength'; Value = '1 row', '1 row ahead'; Remedy = 'give more rows' }
    @{ Script = { 1, '', 3 | Optimize-RnnModel $stack }; Id = 'RnnMissingValue'; Value = , 'Step 1 of sequence 0'; Remedy = '-MissingValue Interpolate, CarryForward or Mask' }
    @{ Script = { 1, 2, 3 | Optimize-RnnModel $stack -Target 0, 1, 2 -Loss BinaryCrossEntropy }; Id = 'RnnTarget'; Value = '[2]', 'step 2'; Remedy = 'between 0 and 1' }
    @{ Script = { 1, 2, 3 | Optimize-RnnModel $stack -Target 0, 1, 2 -Loss SoftmaxCrossEntropy }; Id = 'RnnLoss'; Value = , '1 output'; Remedy = 'give it two or more' }
    @{ Script = { 1e308, -1e308, 1 | Optimize-RnnModel $stack }; Id = 'RnnScaling'; Value = , 'too large to scale'; Remedy = '-Scaling None' }
    @{ Script = { 1e200, 1e200, 1 | Optimize-RnnModel $stack -Scaling None }; Id = 'RnnLossNotFinite'; Value = , 'epoch 1, batch 1'; Remedy = 'Lower -LearningRate' }
    @{ Script = { 1..9 | Optimize-RnnModel $backward -TruncatedLength 3 }; Id = 'RnnDirection'; Value = , 'reads sequences in reverse'; Remedy = 'leave -TruncatedLength out' }
    @{ Script = { 1..9 | Optimize-RnnModel $stack -Checkpoint (Join-Path $TestDrive none a) }; Id = 'RnnFolderNotFound'; Value = , 'none'; Remedy = 'create it first' }
    @{ Script = { 1..9 | Optimize-RnnModel $stack -Checkpoint (New-Csv a, 1) -Resume }; Id = 'RnnCheckpointDamaged'; Value = , 'bad.csv'; Remedy = 'give a file that Optimize-RnnModel -Checkpoint wrote' }
    @{ Script = { $file = Join-Path $TestDrive a; $null = 1..9 | Optimize-RnnModel $cell -Epoch 1 -Checkpoint $file -Target (1..9 | ForEach-Object { , (1, 2) }); 1..9 | Optimize-RnnModel $stack -Checkpoint $file -Resume }; Id = 'RnnCheckpointMismatch'; Value = 'Elman 1→2', 'Lstm 1→2'; Remedy = 'give the same model' }
    @{ Script = { New-RnnModel 1 2 1 -Dropout 0.5 }; Id = 'RnnParameters'; Value = , 'Dropout is 0.5'; Remedy = 'add a layer, or leave Dropout out' }
    @{ Script = { New-RnnModel 1 2, 2 1 -Dropout 1 }; Id = 'RnnTrainingOption'; Value = , 'Dropout is 1'; Remedy = 'from 0 to less than 1' }
) {
    It 'with its id, its value and the remedy' {
        $outcome = Get-Outcome $_.Script

        $outcome.Terminated | Should -BeTrue
        $outcome.Output | Should -BeNullOrEmpty
        $outcome.Errors | Get-ErrorId | Should -Be $_.Id
        Assert-Message $outcome.Errors[0] $_.Value $_.Remedy
    }
}

Describe 'SetWeight with <What>' -ForEach @(
    @{ What = 'a name that is none'; Arguments = 'Weights', 0, 0, 1; Id = 'RnnUnknownWeight'; Value = 'Weights'; Remedy = 'expected one of Layers\[0\]\.InputWeights' }
    @{ What = 'a place that is outside'; Arguments = 'OutputWeights', 2, 0, 1; Id = 'RnnUnknownWeight'; Value = 'OutputWeights', '[2, 0]', '2×1'; Remedy = 'count from 0' }
    @{ What = 'NaN'; Arguments = 'OutputBias', 0, 0, [double]::NaN; Id = 'RnnWeightNotFinite'; Value = 'NaN'; Remedy = 'expected a finite number' }
) {
    It 'is an error with an id, and changes nothing' {
        $model = [RnnPS.RnnModel]::StartingExample()
        $outcome = Get-Outcome { $model.SetWeight.Invoke($Arguments) }

        $inner = $outcome.Errors[0].Exception.GetBaseException()
        $inner.Id | Should -Be $Id
        Assert-Message ([Management.Automation.ErrorRecord]::new($inner, $inner.Id, 'InvalidData', $null)) $Value $Remedy
        Assert-Close 1.5612838815180548 (1 | Invoke-RnnForward $model).Output
    }
}

Describe 'A sequence made by hand: <What>' -ForEach @(
    @{ What = 'a mask that is too long'; Script = { [RnnPS.RnnSequence]::new('k', $values, $null, $null, $null, $null, [bool[]] ($true, $false, $true)) }; Id = 'RnnMaskLength'; Value = '3 mask values', '2 timesteps'; Remedy = 'one for each, or none' }
    @{ What = 'a mask that is too short'; Script = { [RnnPS.RnnSequence]::new('k', $values, $null, $null, $null, $null, [bool[]] (, $true)) }; Id = 'RnnMaskLength'; Value = '1 mask value', '2 timesteps'; Remedy = 'one for each, or none' }
    @{ What = 'a part that goes beyond its end'; Script = { (New-RnnSequence -Input 1, 2 -Key k).Slice(1, 2) }; Id = 'RnnSequenceLength'; Value = 'sequence k', '2 timesteps', '2 from timestep 1'; Remedy = 'a start and a length within the sequence' }
    @{ What = 'a part from before its start'; Script = { (New-RnnSequence -Input 1, 2 -Key k).Slice(-1, 1) }; Id = 'RnnSequenceLength'; Value = 'sequence k', 'timestep -1'; Remedy = 'a start and a length within the sequence' }
    @{ What = 'a part of a negative length'; Script = { (New-RnnSequence -Input 1, 2 -Key k).Slice(0, -1) }; Id = 'RnnSequenceLength'; Value = 'sequence k', '-1 from'; Remedy = 'a start and a length within the sequence' }
) {
    It 'is an error with an id' {
        $values = (New-RnnSequence -Input 1, 2).Values
        $outcome = Get-Outcome $Script

        $outcome.Output | Should -BeNullOrEmpty
        $inner = $outcome.Errors[0].Exception.GetBaseException()
        $inner.Id | Should -Be $Id
        Assert-Message ([Management.Automation.ErrorRecord]::new($inner, $inner.Id, 'InvalidData', $null)) $Value $Remedy
    }
}

Describe 'No input at all: <_>' -ForEach @(
    { Invoke-RnnForward -Input @() }
    { @() | Invoke-RnnForward }
    { @() | Invoke-RnnForward -Property x }
    { @() | Invoke-RnnForward -MaxLength 3 -Keep Newest }
    { Import-Csv (New-Csv 'x,y') | Invoke-RnnForward -Property x }
    { Import-RnnSequence (New-Csv 'x,y') x }
    { New-RnnSequence -Input @() }
    { @() | New-RnnSequence }
    { Invoke-RnnForecast (New-RnnCell 1 1 -Seed 1) 2 -Input @() }
    { @() | Invoke-RnnForecast (New-RnnCell 1 1 -Seed 1) 2 }
    { Test-RnnForecast (New-RnnCell 1 1 -Seed 1) 2 -Input @() }
    { @() | Test-RnnForecast (New-RnnCell 1 1 -Seed 1) 2 }
    { Get-RnnGradient $cell -Input @() }
    { @() | Get-RnnGradient $cell }
    { Measure-RnnGradient $cell -Input @() }
    { @() | Measure-RnnGradient $cell }
    { Test-RnnGradient $cell -Input @() }
    { @() | Test-RnnGradient $cell }
    { Split-RnnSequence 2 -Input @() }
    { @() | Split-RnnSequence 2 }
    { @() | Measure-RnnLoss -Target 1 }
    { Measure-RnnLoss -Input @() -Target 1 }
    { @() | ConvertTo-RnnTable }
    { ConvertTo-RnnTable -Input @() }
    { @() | Export-RnnTrace (Join-Path $TestDrive none.csv) }
) {
    It 'is an error, since a forgotten input should not look like a result' {
        $outcome = Get-Outcome $_

        $outcome.Terminated | Should -BeFalse
        $outcome.Output | Should -BeNullOrEmpty
        $outcome.Errors | Get-ErrorId | Should -Be 'RnnEmptyInput'
        $outcome.Errors[0].Exception.Message | Should -Match 'expected a row|give at least one'
        Test-Path (Join-Path $TestDrive none.csv) | Should -BeFalse
    }

    It 'ends the script with -ErrorAction Stop' {
        (Get-Outcome $_ -Stop).Terminated | Should -BeTrue
    }
}

Describe 'A bad record among good ones: <_.Script>' -ForEach @(
    @{ Script = { 1, 2 | Split-RnnSequence 3; 1 | Split-RnnSequence 1 }; Id = 'RnnSequenceLength'; Value = '2 timesteps', 'window of 3'; Remedy = 'shorter window'; Good = { $_.Length -eq 1 } }
    @{ Script = { 1, 'abc', 3 | Split-RnnSequence 3 }; Id = 'RnnNotANumber'; Value = 'Timestep 1', '''abc'''; Remedy = 'expected digits'; Good = { $_.Length -eq 3 -and -not $_.Mask[1] -and $_.StepAt(2) -eq 2 } }
    @{ Script = { 1, 'abc', 3 | New-RnnSequence }; Id = 'RnnNotANumber'; Value = 'Timestep 1', '''abc'''; Remedy = 'expected digits'; Good = { $_.Length -eq 2 -and $_.StepAt(1) -eq 2 } }
    @{ Script = { (1, 2), 5, (3, 4) | New-RnnSequence }; Id = 'RnnInputLength'; Value = 'Timestep 1', '[5]'; Remedy = 'expected 2'; Good = { $_.Length -eq 2 -and $_.StepAt(1) -eq 2 } }
    @{ Script = { 1, [double]::PositiveInfinity, 3 | New-RnnSequence }; Id = 'RnnNotFinite'; Value = 'Timestep 1', 'Infinity'; Remedy = 'remove or replace'; Good = { $_.Length -eq 2 -and $_.StepAt(1) -eq 2 } }
    @{ Script = { @{ x = 1 }, @{ y = 1 }, @{ x = 3 } | New-RnnSequence -Property x }; Id = 'RnnPropertyMissing'; Value = 'Timestep 1', '''x'''; Remedy = 'expected one of y'; Good = { $_.Length -eq 2 -and $_.StepAt(1) -eq 2 } }
    @{ Script = { (Invoke-RnnForward -Input 1), 'abc' | ConvertTo-RnnTable }; Id = 'RnnStepExpected'; Value = , 'abc'; Remedy = 'Invoke-RnnForward'; Good = { $_.Step -eq 0 } }
    @{ Script = { (Invoke-RnnForward -Input 1), $null | ConvertTo-RnnTable }; Id = 'RnnNullInput'; Value = , '$null'; Remedy = 'Is a variable not set'; Good = { $_.Step -eq 0 } }
    @{ Script = { (Invoke-RnnForward -Input 1), (Invoke-RnnForward $pair -Input (, (1, 2))) | ConvertTo-RnnTable }; Id = 'RnnTraceColumns'; Value = 'Input', '2 components'; Remedy = 'each model to a separate file'; Good = { $_.Input -eq 1 } }
    @{ Script = { (Invoke-RnnForward -Input 1), 'abc' | Measure-RnnLoss -Target 1 }; Id = 'RnnStepExpected'; Value = , 'abc'; Remedy = 'Invoke-RnnForward'; Good = { $_.Count -eq 1 } }
    @{ Script = { 1, 2 | Invoke-RnnForward | Measure-RnnLoss -Target 1, $null }; Id = 'RnnMissingValue'; Value = , 'step 1'; Remedy = 'fill it in'; Good = { $_.Count -eq 1 } }
    @{ Script = { 1, 2 | Invoke-RnnForward | Measure-RnnLoss -Target 1, '' }; Id = 'RnnMissingValue'; Value = , 'step 1'; Remedy = 'fill it in'; Good = { $_.Count -eq 1 } }
    @{ Script = { 1, 2 | Invoke-RnnForward | Measure-RnnLoss -Target 1, (2, 3) }; Id = 'RnnTargetLength'; Value = 'step 1', '[2 3]'; Remedy = 'Give one target for each component'; Good = { $_.Count -eq 1 } }
    @{ Script = { 1, 2 | Invoke-RnnForward | Measure-RnnLoss -Target 1, ([double]::PositiveInfinity) }; Id = 'RnnNotFinite'; Value = 'step 1', 'Infinity'; Remedy = 'remove or replace'; Good = { $_.Count -eq 1 } }
    @{ Script = { @{ x = 1; y = 1 }, @{ x = 1; y = 'abc' } | Invoke-RnnForward -Property x | Measure-RnnLoss -TargetProperty y }; Id = 'RnnNotANumber'; Value = 'step 1', '''y''', '''abc'''; Remedy = 'expected digits'; Good = { $_.Count -eq 1 } }
    @{ Script = { 1, 2 | Invoke-RnnForward $logits | Measure-RnnLoss -Target 1, 3 -Loss SoftmaxCrossEntropy }; Id = 'RnnTarget'; Value = 'step 1', '[3]'; Remedy = 'an integer from 0 to 2'; Good = { $_.Count -eq 1 } }
    @{ Script = { 1, 2 | Invoke-RnnForward $logits | Measure-RnnLoss -Target 1, -1 -Loss SoftmaxCrossEntropy }; Id = 'RnnTarget'; Value = 'step 1', '[-1]'; Remedy = 'an integer from 0 to 2'; Good = { $_.Count -eq 1 } }
    @{ Script = { 1, 2 | Invoke-RnnForward $logits | Measure-RnnLoss -Target (0, 0, 1), (0.5, 0.25, 0.5) -Loss SoftmaxCrossEntropy }; Id = 'RnnTarget'; Value = 'step 1', 'adds to 1.25'; Remedy = 'must add to 1'; Good = { $_.Count -eq 1 } }
    @{ Script = { 1, 2 | Invoke-RnnForward | Measure-RnnLoss -Target 1, 2 -Loss BinaryCrossEntropy }; Id = 'RnnTarget'; Value = 'step 1', '[2]'; Remedy = 'between 0 and 1'; Good = { $_.Count -eq 1 } }
    @{ Script = { 1, 2 | Invoke-RnnForward | Measure-RnnLoss -Target 1, -2 -Loss Poisson }; Id = 'RnnTarget'; Value = 'step 1', '[-2]'; Remedy = 'count'; Good = { $_.Count -eq 1 } }
    @{ Script = { 1, 2 | Invoke-RnnForward | Measure-RnnLoss -Target 1, 2 -Weight 1, -1 }; Id = 'RnnStepWeight'; Value = 'step 1', '-1'; Remedy = 'finite number of 0 or more'; Good = { $_.Count -eq 1 } }
    @{ Script = { @{ x = 1; y = 1; w = 1 }, @{ x = 1; y = 1; w = 'abc' } | Invoke-RnnForward -Property x | Measure-RnnLoss -TargetProperty y -WeightProperty w }; Id = 'RnnNotANumber'; Value = 'weight of step 1', '''abc'''; Remedy = 'expected digits'; Good = { $_.Count -eq 1 } }
    @{ Script = { 1, 2 | Invoke-RnnForward | Measure-RnnLoss -Target 1 -Last -Loss SoftmaxCrossEntropy; 1 | Invoke-RnnForward | Measure-RnnLoss -Target 1 }; Id = 'RnnLoss'; Value = 'Sequence 0', '1 output'; Remedy = 'BinaryCrossEntropy'; Good = { $_.Count -eq 1 } }
    @{ Script = { @{ x = 1; y = 1 }, @{ x = 1 } | Invoke-RnnForward -Property x | Measure-RnnLoss -TargetProperty y }; Id = 'RnnPropertyMissing'; Value = 'step 1', '''y'''; Remedy = 'expected one of x'; Good = { $_.Count -eq 1 } }
) {
    It 'is reported, and the good ones come out' {
        $outcome = Get-Outcome $_.Script

        $outcome.Terminated | Should -BeFalse
        $outcome.Errors | Get-ErrorId | Should -Be $_.Id
        $outcome.Output | Should -HaveCount 1
        $outcome.Output | Where-Object $_.Good | Should -HaveCount 1
    }

    It 'names its place, its value and the remedy' {
        Assert-Message (Get-Outcome $_.Script).Errors[0] $_.Value $_.Remedy
    }

    It 'ends the script with -ErrorAction Stop' {
        $outcome = Get-Outcome $_.Script -Stop

        $outcome.Terminated | Should -BeTrue
        $outcome.Errors | Get-ErrorId | Should -Be $_.Id
    }
}

Describe 'A file that cannot be read: <What>' -ForEach @(
    @{ What = 'that is not there'; Name = 'none.csv'; Make = { }; Id = 'RnnFileNotFound'; Value = , 'none.csv'; Remedy = 'check the name and the folder' }
    @{ What = 'in a folder that is not there'; Name = 'nowhere/none.csv'; Make = { }; Id = 'RnnFileNotFound'; Value = , 'none.csv'; Remedy = 'check the name and the folder' }
    @{ What = 'that is a folder'; Name = 'folder'; Make = { $null = New-Item folder -ItemType Directory }; Id = 'RnnFileIsFolder'; Value = , 'folder'; Remedy = 'give the path of a file' }
    @{ What = 'that another program has locked'; Name = 'locked.csv'; Make = { Set-Content locked.csv x, 1; $held = [IO.File]::Open((Convert-Path locked.csv), 'Open', 'Read', 'None') }; Id = 'RnnFileUnavailable'; Value = , 'locked.csv'; Remedy = 'Close it in other programs' }
    @{ What = 'that is empty'; Name = 'empty.csv'; Make = { $null = New-Item empty.csv }; Id = 'RnnFileEmpty'; Value = , 'empty.csv'; Remedy = 'expected a row of column names' }
    @{ What = 'of empty lines'; Name = 'blank.csv'; Make = { Set-Content blank.csv '', '', '' }; Id = 'RnnFileEmpty'; Value = , 'blank.csv'; Remedy = 'expected a row of column names' }
    @{ What = 'that has no header'; Name = 'headless.csv'; Make = { Set-Content headless.csv '1,2', '3,4' }; Id = 'RnnCsvNoHeader'; Value = 'headless.csv, line 1', '1,2'; Remedy = 'add a row of names' }
    @{ What = 'that has only a header'; Name = 'header.csv'; Make = { Set-Content header.csv 'x,y' }; Id = 'RnnEmptyInput'; Value = , 'header.csv'; Remedy = 'expected a row for each timestep' }
    @{ What = 'that has only bad rows'; Name = 'rows.csv'; Make = { Set-Content rows.csv x, a, b }; Id = 'RnnNotANumber', 'RnnNotANumber', 'RnnEmptyInput'; Value = 'rows.csv', '2 rows skipped'; Remedy = 'correct the errors' }
    @{ What = 'that has two columns of one name'; Name = 'twins.csv'; Make = { Set-Content twins.csv 'x,y,X', '1,2,3' }; Id = 'RnnCsvDuplicateColumn'; Value = 'twins.csv, line 1', 'columns 1 and 3', '''X'''; Remedy = 'rename one' }
    @{ What = 'that has no such column'; Name = 'other.csv'; Make = { Set-Content other.csv 'a,b', '1,2' }; Id = 'RnnPropertyMissing'; Value = 'other.csv', '''x'''; Remedy = 'expected one of a, b' }
    @{ What = 'that is no file'; Name = 'Env:/PATH'; Make = { }; Id = 'RnnPath'; Value = , 'Env:/PATH'; Remedy = 'expected a file of the file system' }
    @{ What = 'on a drive that is not there'; Name = 'nodrive:/x.csv'; Make = { }; Id = 'RnnPath'; Value = , 'nodrive'; Remedy = 'Give the path of a file' }
) {
    BeforeEach {
        $folder = New-Item (Join-Path $TestDrive ([Guid]::NewGuid())) -ItemType Directory
        Push-Location $folder
        $held = $null
        . $Make
        Set-Content good.csv x, 1
    }

    AfterEach {
        if ($held) { $held.Dispose() }
        Pop-Location
    }

    It 'is an error for <Way> that names it, and the next file is read' -ForEach @(
        @{ Way = '-Path'; Script = { Import-RnnSequence -Path $Name, good.csv -Property x } }
        @{ Way = 'a path on the pipeline'; Script = { $Name, 'good.csv' | Import-RnnSequence -Property x } }
        @{ Way = '-LiteralPath'; Script = { Import-RnnSequence -LiteralPath $Name, good.csv -Property x } }
    ) {
        $outcome = Get-Outcome $Script

        $outcome.Terminated | Should -BeFalse
        $outcome.Output.Key | Should -Be 'good'
        $outcome.Errors | Get-ErrorId | Should -Be $Id
        Assert-Message $outcome.Errors[-1] $Value $Remedy
    }

    It 'ends the script with -ErrorAction Stop' {
        $outcome = Get-Outcome { Import-RnnSequence -Path $Name, good.csv -Property x } -Stop

        $outcome.Terminated | Should -BeTrue
        $outcome.Output | Should -BeNullOrEmpty
    }
}

Describe 'A pattern that no file matches' {
    It 'is an error that names it, since a result of nothing would look like a result' {
        $outcome = Get-Outcome { Import-RnnSequence (Join-Path $TestDrive 'none*.csv') x }

        $outcome.Output | Should -BeNullOrEmpty
        $outcome.Errors | Get-ErrorId | Should -Be 'RnnFileNotFound'
        Assert-Message $outcome.Errors[0] 'none*.csv' 'check the folder and the pattern'
    }
}

Describe 'A file that cannot be written: <What>' -ForEach @(
    @{ What = 'it exists, and -NoClobber was given'; Name = 'old.csv'; More = @{ NoClobber = $true }; Id = 'RnnFileExists'; Remedy = 'give another name|leave -NoClobber out' }
    @{ What = 'it is read-only, without -Force'; Name = 'readonly.csv'; More = @{}; Id = 'RnnFileReadOnly'; Remedy = '-Force' }
    @{ What = 'it exists, -NoClobber was given, and -Force'; Name = 'old.csv'; More = @{ NoClobber = $true; Force = $true }; Id = 'RnnFileExists'; Remedy = 'leave -NoClobber out' }
    @{ What = 'its folder is not there'; Name = 'nowhere/out.csv'; More = @{}; Id = 'RnnFolderNotFound'; Remedy = 'create it first' }
    @{ What = 'it is a folder'; Name = 'folder'; More = @{}; Id = 'RnnFileIsFolder'; Remedy = 'give the path of a file' }
    @{ What = 'it is no file'; Name = 'Variable:/x'; More = @{}; Id = 'RnnPath'; Remedy = 'expected a file of the file system' }
) {
    BeforeEach {
        $folder = New-Item (Join-Path $TestDrive ([Guid]::NewGuid())) -ItemType Directory
        Push-Location $folder
        Set-Content old.csv 'old'
        Set-Content readonly.csv 'old'
        Set-ItemProperty readonly.csv IsReadOnly $true
        $null = New-Item folder -ItemType Directory
        $before = Get-ChildItem $folder -Recurse -Force | ForEach-Object { "$($_.Name) $($_.Length)" }
    }

    AfterEach {
        Set-ItemProperty (Join-Path $folder readonly.csv) IsReadOnly $false
        Pop-Location
    }

    It 'ends the run before the first timestep is asked for, and changes nothing' {
        $asked = [ref] 0
        $outcome = Get-Outcome { 1..3 | ForEach-Object { $asked.Value++; $_ } | Invoke-RnnForward | Export-RnnTrace $Name @More }

        $outcome.Terminated | Should -BeTrue
        $outcome.Errors | Get-ErrorId | Should -Be $Id
        Assert-Message $outcome.Errors[0] (Split-Path $Name -Leaf | Where-Object { $Id -ne 'RnnFolderNotFound' }) $Remedy
        $asked.Value | Should -Be 0
        Get-ChildItem $folder -Recurse -Force | ForEach-Object { "$($_.Name) $($_.Length)" } | Should -Be $before
    }

    It 'is the same error with -WhatIf' {
        $outcome = Get-Outcome { 1 | Invoke-RnnForward | Export-RnnTrace $Name @More -WhatIf 6> $null }

        $outcome.Errors | Get-ErrorId | Should -Be $Id
    }
}

Describe 'Every error of the module' {
    It 'has an id that starts with Rnn, and the command''s name after it' {
        (Get-Outcome { 'abc' | Invoke-RnnForward }).Errors[0].FullyQualifiedErrorId |
            Should -BeExactly 'RnnNotANumber,RnnPS.InvokeRnnForwardCommand'
    }

    It 'has the bad record as its target' {
        $row = [pscustomobject]@{ x = 'abc' }

        (Get-Outcome { 'abc' | Invoke-RnnForward }).Errors[0].TargetObject | Should -Be 'abc'
        (Get-Outcome { $row | Invoke-RnnForward -Property x }).Errors[0].TargetObject | Should -Be $row
    }

    It 'has a category: <Category> for <Id>' -ForEach @(
        @{ Category = 'ParserError'; Id = 'RnnNotANumber'; Script = { 'abc' | Invoke-RnnForward } }
        @{ Category = 'InvalidData'; Id = 'RnnMissingValue'; Script = { '' | Invoke-RnnForward } }
        @{ Category = 'ObjectNotFound'; Id = 'RnnFileNotFound'; Script = { Import-RnnSequence none.csv x } }
        @{ Category = 'ObjectNotFound'; Id = 'RnnPropertyMissing'; Script = { @{ y = 1 } | Invoke-RnnForward -Property x } }
        @{ Category = 'InvalidType'; Id = 'RnnStepExpected'; Script = { 1 | ConvertTo-RnnTable } }
    ) {
        $record = (Get-Outcome $Script).Errors[0]

        $record | Get-ErrorId | Should -Be $Id
        $record.CategoryInfo.Category | Should -Be $Category
    }

    It 'has an id that is one of [RnnPS.RnnErrorId], so that a script can compare' {
        try { 'abc' | Invoke-RnnForward -ErrorAction Stop }
        catch { $id = $_.FullyQualifiedErrorId.Split(',')[0] }

        $id | Should -BeExactly ([RnnPS.RnnErrorId]::NotANumber)
    }

    It 'is written on one readable page with ConciseView: no stack trace, the message in words' {
        $record = (Get-Outcome { 'abc' | Invoke-RnnForward }).Errors[0]

        $record | Get-ScreenText 120 | Select-Object -First 1 | Should -Match 'Invoke-RnnForward|abc'
        ($record | Get-ScreenText 120) -join ' ' | Should -Not -Match ' at RnnPS\.'
    }
}
