param([string] $ModulePath = (Join-Path $PSScriptRoot '../../module/RnnPS'))

BeforeDiscovery {
    . "$PSScriptRoot/Shared.ps1"
    Import-TestedModule $ModulePath
    $commands = (Get-Command -Module RnnPS).Name
    $parameters = foreach ($command in $commands) {
        foreach ($parameter in Get-Help $command -Parameter *) { @{ Command = $command; Parameter = $parameter } }
    }
}

BeforeAll {
    . "$PSScriptRoot/Shared.ps1"
    Import-TestedModule $ModulePath
    $common = [Management.Automation.Cmdlet]::CommonParameters
}

Describe 'Get-Help' {
    It 'knows all the commands' {
        (Get-Command -Module RnnPS -CommandType Cmdlet).Name | Sort-Object | Should -Be @(
            'ConvertTo-RnnMatrix', 'ConvertTo-RnnTable', 'Copy-RnnModel', 'Export-RnnChart', 'Export-RnnModel', 'Export-RnnPage', 'Export-RnnTrace', 'Find-RnnAnomaly', 'Get-RnnGradient', 'Import-RnnModel', 'Import-RnnSequence', 'Invoke-RnnForecast', 'Invoke-RnnForward', 'Measure-RnnAnomaly', 'Measure-RnnGradient', 'Measure-RnnLoss',
            'New-RnnCell', 'New-RnnModel', 'New-RnnSequence', 'New-RnnState', 'Optimize-RnnModel', 'Resize-RnnSequence', 'Set-RnnWeight', 'Show-RnnChart', 'Show-RnnPage', 'Split-RnnSequence', 'Test-RnnForecast', 'Test-RnnGradient')
    }

    Context '<_>' -ForEach $commands {
        BeforeAll {
            $command = $_
            $help = Get-Help $command -Full
        }

        It 'has a synopsis that is a sentence' {
            $help.Synopsis.Trim() | Should -Match '^[A-Z].*\.$'
            $help.Synopsis | Should -Not -Match "^\s*$command"
        }

        It 'has a description that says more than the synopsis' {
            $description = ($help.description.Text -join ' ').Trim()

            $description.Length | Should -BeGreaterThan 60
            $description | Should -Not -Be $help.Synopsis.Trim()
        }

        It 'has two examples or more' {
            @($help.examples.example).Count | Should -BeGreaterOrEqual 2
        }

        It 'describes every parameter, and none that is not there' {
            $actual = (Get-Command $command).Parameters.Keys | Where-Object { $_ -notin $common } | Sort-Object

            $help.parameters.parameter.name | Sort-Object | Should -Be $actual
        }

        It 'says what goes in and what comes out' {
            ($help.inputTypes | Out-String).Trim() | Should -Not -BeNullOrEmpty
            ($help.returnValues | Out-String).Trim() | Should -Not -BeNullOrEmpty
        }

        It 'links to other commands that are there' {
            $links = @($help.relatedLinks.navigationLink.linkText | Where-Object { $_ -like '*-*' })

            $links | Should -Not -BeNullOrEmpty
            $links | Where-Object { -not (Get-Command $_ -ErrorAction Ignore) } | Should -BeNullOrEmpty
        }
    }

    It '<Command> -<Parameter.name> is described in a sentence' -ForEach $parameters {
        ($Parameter.description.Text -join ' ').Trim() | Should -Match '^\S.{10,}[.:]'
    }
}

Describe 'Get-Help -Examples' {
    It 'has a heading above the examples of <_>' -ForEach $commands {
        $text = Get-Help $_ -Full | Out-String -Width 200

        $text | Should -Match '(?m)^\s*EXAMPLES\s*$'
        $text.IndexOf('EXAMPLES') | Should -BeLessThan $text.IndexOf('Example 1:')
    }
}

Describe 'Get-Help about_RnnPS' {
    BeforeAll {
        $about = Get-Help about_RnnPS | Out-String -Width 200
    }

    It 'is there' {
        $about | Should -Match 'about_RnnPS'
        $about | Should -Match 'SHORT DESCRIPTION'
    }

    It 'is found by a search: Get-Help *RnnPS*' {
        (Get-Help *about_RnnPS*) | Should -Not -BeNullOrEmpty
    }
}

Describe 'The commands'' names and parameters' {
    It 'have approved verbs' {
        $approved = (Get-Verb).Verb

        (Get-Command -Module RnnPS).Verb | Where-Object { $_ -notin $approved } | Should -BeNullOrEmpty
    }

    It 'have the prefix Rnn' {
        (Get-Command -Module RnnPS).Noun | Where-Object { $_ -cnotmatch '^Rnn[A-Z][a-z]+$' } | Should -BeNullOrEmpty
    }

    It '<_> says what it emits' -ForEach $commands {
        (Get-Command $_).OutputType | Should -Not -BeNullOrEmpty
    }

    It 'have no parameter named Input, which is an automatic variable; it is an alias of InputObject' {
        foreach ($command in Get-Command -Module RnnPS) {
            $command.Parameters.Keys | Should -Not -Contain 'Input'
            if ($command.Parameters.ContainsKey('InputObject')) {
                $command.Parameters.InputObject.Aliases | Should -Contain 'Input'
            }
        }
    }
}
