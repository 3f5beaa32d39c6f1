param([string] $ModulePath = (Join-Path $PSScriptRoot '../../module/RnnPS'))

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    Import-TestedModule $ModulePath
    Push-Location $TestDrive
    $escapes = "`e[31m$([char]0x9B)1m$([char]0x202E)$([char]0x2067)`r`n`0`a"
    $model = New-RnnModel 1 2 1 -Seed 1

    # What reaches the terminal must have none of these, except the line ends that PowerShell itself writes.
    function Assert-Plain([string] $Text) {
        $Text | Should -Not -Match '[\x00-\x1F\x7F-\x9F\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]'
        $Text.Length | Should -BeLessOrEqual 1100
    }
}

AfterAll {
    Pop-Location
}

Describe 'The message of an error' {
    It 'shows no control character of the data: <Name>' -ForEach @(
        @{ Name = 'a number in text'; Body = { "1$data" | Invoke-RnnForward $model } }
        @{ Name = 'a property'; Body = { @{ x = 1 } | Invoke-RnnForward $model -Property "a$data" } }
        @{ Name = 'the properties of a row'; Body = { @{ "a$data" = 1 } | Invoke-RnnForward $model -Property x } }
        @{ Name = 'the value of a property'; Body = { @{ x = "a$data" } | Invoke-RnnForward $model -Property x } }
        @{ Name = 'a group'; Body = { @{ x = 'bad'; g = "a$data" } | Invoke-RnnForward $model -Property x -GroupBy g } }
        @{ Name = 'a key'; Body = { New-RnnSequence -InputObject 1, 'bad' -Key "a$data" | Invoke-RnnForward $model -MissingValue Error -GroupBy x } }
        @{ Name = 'many properties'; Body = { @{ x = 1 } | Invoke-RnnForward $model -Property (1..300 | ForEach-Object { "a$_$data" }) } }
        @{ Name = 'a file that is not there'; Body = { Import-RnnSequence -LiteralPath "a$($data -replace "`0").csv" -Property x } }
        @{ Name = 'a pattern'; Body = { Import-RnnSequence -Path "a*$($data -replace "`0").csv" -Property x } }
        @{ Name = 'a column to export'; Body = { 1 | Invoke-RnnForward $model | ConvertTo-RnnTable -Property "a$($data -replace '\[')" } }
        @{ Name = 'a loss'; Body = { [RnnPS.RnnLossFunction]::Parse("a$data") } }
        @{ Name = 'a target'; Body = { 1 | Invoke-RnnForward $model | Measure-RnnLoss -Target "a$data" } }
        @{ Name = 'a weight'; Body = { New-RnnCell -InputWeight "a$data" -RecurrentWeight 1 } }
        @{ Name = 'a size'; Body = { New-RnnCell -InputSize "a$data" -HiddenSize 1 } }
        @{ Name = 'an encoding'; Body = { Import-RnnSequence none.csv x -Encoding "a$data" } }
        @{ Name = 'a model'; Body = { Invoke-RnnForward "a$data" -InputObject 1 } }
        @{ Name = 'a step'; Body = { "a$data" | ConvertTo-RnnTable } }
        @{ Name = 'a time'; Body = { 1, 2 | ForEach-Object { @{ x = $_; t = "a$data" } } | Invoke-RnnForecast $model 2 -Property x -TimeProperty t } }
        @{ Name = 'a getter that throws'; Body = { [pscustomobject]@{} | Add-Member ScriptProperty x { throw "a$data" } -PassThru | Invoke-RnnForward $model -Property x } }
        @{ Name = 'a field of a file'; Body = { [IO.File]::WriteAllText("$TestDrive/f.csv", "x`n`"1$($data -replace "`0")`"`n"); Import-RnnSequence f.csv x } }
        @{ Name = 'the columns of a file'; Body = { [IO.File]::WriteAllText("$TestDrive/c.csv", "`"a$($data -replace "`0")`"`n1`n"); Import-RnnSequence c.csv x } }
    ) {
        foreach ($data in $escapes, ($escapes * 20000)) {
            if ($data.Length -gt 1000 -and $Name -match 'file|pattern|time|many') { continue }
            $outcome = Get-Outcome $Body

            $outcome.Errors.Count | Should -BeGreaterThan 0
            $text = $outcome.Errors[0].Exception -is [System.Management.Automation.MethodInvocationException] `
                ? $outcome.Errors[0].Exception.InnerException.Message : $outcome.Errors[0].Exception.Message
            Assert-Plain $text
            Assert-Plain "$($outcome.Errors[0].CategoryInfo)"
        }
    }

    It 'is short for <Name>' -ForEach @(
        @{ Name = 'a text of a megabyte'; Body = { ('9' * 1MB + 'x') | Invoke-RnnForward $model } }
        @{ Name = 'a row of 10,000 properties'; Body = { $row = @{}; 1..10000 | ForEach-Object { $row["property$_"] = $_ }; $row | Invoke-RnnForward $model -Property x } }
        @{ Name = 'a file of 10,000 columns'; Body = { Set-Content wide.csv (((1..10000) -replace '^', 'c') -join ','), ((1..10000) -join ','); Import-RnnSequence wide.csv x } }
        @{ Name = 'a long path'; Body = { Import-RnnSequence -LiteralPath (('d' * 200 + '/') * 15 + 'f.csv') x } }
        @{ Name = 'a long group'; Body = { @{ x = 'bad'; g = 'g' * 100000 } | Invoke-RnnForward $model -Property x -GroupBy g } }
        @{ Name = 'a million weights in a list'; Body = { New-RnnCell -InputWeight 1 -RecurrentWeight ([double[]]::new(1000000)) } }
    ) {
        $message = (Get-Outcome $Body).Errors[0].Exception.Message

        Assert-Plain $message
        $message | Should -Match '(expected|give|check|[Gg]ive)'
    }
}

Describe 'Other streams' {
    It 'show no control character of the data: -Verbose' {
        $verbose = @{ "a$escapes" = 1; x = 1 }, @{ "a$escapes" = 1; x = 2 }, @{ "a$escapes" = 1; x = 3 } |
            Optimize-RnnModel (New-RnnModel 2 2 1 -Seed 1) -Property "a$escapes", x -TargetProperty x -Epoch 1 -Verbose 4>&1 |
            Where-Object { $_ -is [System.Management.Automation.VerboseRecord] -and $_.Message -match 'constant' }

        $verbose | Should -Not -BeNullOrEmpty
        Assert-Plain $verbose.Message
    }
}

Describe 'A pattern that PowerShell can''t read' {
    It 'is an error that says how to escape it: <Name>' -ForEach @(
        @{ Name = 'Import-RnnSequence'; Body = { Import-RnnSequence -Path 'a[b.csv' x }; Escaped = '''a`[b.csv''' ; More = '-LiteralPath' }
        @{ Name = 'a set that ends before it starts'; Body = { Import-RnnSequence 'a[z-a]*.csv' x }; Escaped = '`[z-a`]'; More = '-LiteralPath' }
        @{ Name = 'a folder'; Body = { Import-RnnSequence './a[b/*.csv' x }; Escaped = '`[b/'; More = '-LiteralPath' }
        @{ Name = 'the pipeline'; Body = { 'a[b.csv' | Import-RnnSequence -Property x }; Escaped = 'a`[b'; More = '-LiteralPath' }
        @{ Name = 'ConvertTo-RnnTable'; Body = { 1 | Invoke-RnnForward | ConvertTo-RnnTable -Property 'a[b' }; Escaped = '''a`[b'''; More = 'backtick' }
        @{ Name = 'Export-RnnTrace'; Body = { 1 | Invoke-RnnForward | Export-RnnTrace out.csv -Property Step, 'a[b*' }; Escaped = 'a`[b`*'; More = 'backtick' }
    ) {
        $outcome = Get-Outcome $Body

        $outcome.Errors | Get-ErrorId | Should -Be 'RnnWildcard'
        $outcome.Errors[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
        $outcome.Errors[0].Exception.Message | Should -BeLike "*is not a valid wildcard pattern*$([WildcardPattern]::Escape($Escaped))*"
        $outcome.Errors[0].Exception.Message | Should -BeLike "*$More*"
        $outcome.Output | Should -BeNullOrEmpty
    }

    It 'does not hide the other files' {
        Set-Content good.csv 'x', 1

        $outcome = Get-Outcome { Import-RnnSequence 'a[b.csv', good.csv x }

        $outcome.Errors | Get-ErrorId | Should -Be 'RnnWildcard'
        $outcome.Output.Key | Should -Be 'good'
    }

    It 'is read once it is escaped, as the message says' {
        Set-Content -LiteralPath 'a[b.csv' 'x', 1

        (Import-RnnSequence 'a`[b.csv' x).Key | Should -Be 'a[b'
        (Import-RnnSequence -LiteralPath 'a[b.csv' x).Key | Should -Be 'a[b'
        # Pester can't remove a file of such a name.
        [IO.File]::Delete((Join-Path $TestDrive 'a[b.csv'))
    }

    It 'is a name if a column has exactly that name' {
        ([pscustomobject]@{ x = 1; 'a[b' = 7 } | Invoke-RnnForward -Property x | ConvertTo-RnnTable -Property 'a[b').'a[b' | Should -Be 7
    }
}
