namespace RnnPS.Shell.Tests;

public class InterruptTests
{
    private const int Interrupted = 130;
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(5);

    [UnixFact]
    public void Ctrl_C_stops_a_running_command()
    {
        using ShellProcess shell = ShellProcess.Start(["Wait-Forever; 'after'"]);
        Assert.Equal("waiting", shell.ReadLine());
        shell.Interrupt();
        Assert.Equal(new ShellResult(Interrupted, "", ""), shell.End(AtOnce));
    }

    [UnixFact]
    public void Ctrl_C_stops_a_table_in_the_middle()
    {
        using ShellProcess shell = ShellProcess.Start(["'waiting'; Get-Step 100000000 | Format-Table"]);
        Assert.Equal("waiting", shell.ReadLine());
        shell.Interrupt();
        ShellResult result = shell.End(AtOnce);
        Assert.Equal((Interrupted, ""), (result.ExitCode, result.Error));
    }

    [UnixFact]
    public void Ctrl_C_ends_a_question()
    {
        using ShellProcess shell = ShellProcess.Start(["'waiting'; $Host.UI.ReadLine(); 'after'"]);
        Assert.Equal("waiting", shell.ReadLine());
        shell.Interrupt();
        Assert.Equal(new ShellResult(Interrupted, "", ""), shell.End(AtOnce));
    }

    [UnixFact]
    public void A_second_Ctrl_C_ends_a_command_that_does_not_listen()
    {
        using ShellProcess shell = ShellProcess.Start(["Wait-WithoutListening"]);
        Assert.Equal("waiting", shell.ReadLine());
        shell.Interrupt();
        Assert.Equal("interrupted", shell.ReadLine());
        shell.Interrupt();
        Assert.Equal(Interrupted, shell.End(AtOnce).ExitCode);
    }
}
