using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RnnPS;

/// <summary>tanh in single precision for registers that hold the 16 entries of a table: without a division, and closer to the truth.</summary>
/// <remarks>
/// <para>Each power of two is cut into two intervals, and all that is below 1/16 is one. In an interval around c, tanh(x) is a polynomial
/// in x − c of degree 6. The exponent and the first bit of the mantissa are the interval's number, whose lower four bits
/// are its place in the tables.</para>
/// <para>c is a number for which tanh(c) is nearly a float (Gal and Bachelis 1991, "An accurate elementary mathematical library for
/// the IEEE floating point standard"). The others are fitted by least squares of the relative error, one after the other, each
/// rounded before the next is fitted.</para>
/// </remarks>
internal static class TanhTable
{
    // From here on, tanh is 1 to the last bit.
    private const float Bound = 9.2f;

    // In the first interval: what is less has the same polynomial.
    private const float First = 0.046875f;

    private static Vector512<float> Centres
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(
            2.49540758f, 3.49540138f, 4.99131155f, 6.99823284f, 8.61907387f, 0f, 0.0779820979f, 0.109226078f,
            0.155975252f, 0.218556374f, 0.312009484f, 0.437110066f, 0.62422359f, 0.873907983f, 1.24775755f, 1.74775815f);
    }

    private static Vector512<float> Coefficients0
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(
            0.986491621f, 0.998161077f, 0.999907613f, 0.999998331f, 0.99999994f, 0f, 0.0778244063f, 0.108793773f,
            0.154722571f, 0.215141684f, 0.302264094f, 0.411246121f, 0.55406189f, 0.703354239f, 0.847653627f, 0.94111985f);
    }

    private static Vector512<float> Coefficients1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(
            0.0268343911f, 0.00367453485f, 0.000185046374f, 3.34303422e-06f, 1.28755957e-07f, 1f, 0.993943334f, 0.988163888f,
            0.976060927f, 0.953714073f, 0.908636391f, 0.830876648f, 0.693015456f, 0.505292833f, 0.281483203f, 0.114293374f);
    }

    private static Vector512<float> Coefficients2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(
            -0.0264716335f, -0.00366771244f, -0.000184827295f, -3.34001925e-06f, -2.55017284e-07f, -1.29063127e-09f, -0.0773536116f, -0.107506432f,
            -0.151018664f, -0.205183506f, -0.274648279f, -0.341694713f, -0.38397342f, -0.355399847f, -0.238600418f, -0.107563794f);
    }

    private static Vector512<float> Coefficients3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(
            0.0171659105f, 0.00243385602f, 0.000120918026f, 2.18450987e-06f, 1.12816309e-07f, -0.333333045f, -0.324926615f, -0.317344725f,
            -0.301990926f, -0.273816139f, -0.219841197f, -0.136455089f, -0.0182707962f, 0.0815357268f, 0.108438306f, 0.0631394535f);
    }

    private static Vector512<float> Coefficients4
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(
            -0.00811721198f, -0.0012087879f, -6.10045827e-05f, -1.10006204e-06f, 6.45475723e-07f, -2.11100214e-05f, 0.058129441f, 0.074579224f,
            0.0970711783f, 0.126874939f, 0.158096492f, 0.169950053f, 0.138105467f, 0.0611162111f, -0.0123657584f, -0.0235632211f);
    }

    private static Vector512<float> Coefficients5
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(
            0.00290678814f, 0.000494716165f, 2.89649597e-05f, 5.24681127e-07f, -5.37673479e-08f, 0.13401112f, -0.945763409f, -0.893275142f,
            0.109692149f, 0.125190347f, 0.0418306515f, -0.0027937144f, -0.0540229827f, -0.0584976077f, -0.0198973361f, 0.00345303537f);
    }

    private static Vector512<float> Coefficients6
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(
            -0.000699262542f, -0.000157280578f, -9.23595326e-06f, -1.69681442e-07f, -1.09954249e-06f, -0.00990170892f, -19.4545841f, -11.0342512f,
            -0.0538387038f, 0.217571795f, -0.0881984755f, -0.0519203097f, -0.0240122303f, 0.0129248835f, 0.0151229417f, 0.00209500943f);
    }

    /// <summary>tanh(x), within 0.75·2^−23 of it, relative: measured for every second float.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Of(Vector512<float> x)
    {
        Vector512<float> magnitude = Vector512.MinNative(Vector512.Create(Bound), Vector512.Abs(x));
        Vector512<int> place = Vector512.ShiftRightLogical(Vector512.MaxNative(Vector512.Create(First), magnitude).AsInt32(), 22);
        Vector512<float> t = magnitude - Avx512F.PermuteVar16x32(Centres, place);
        Vector512<float> y = Avx512F.PermuteVar16x32(Coefficients6, place);
        y = Avx512F.FusedMultiplyAdd(y, t, Avx512F.PermuteVar16x32(Coefficients5, place));
        y = Avx512F.FusedMultiplyAdd(y, t, Avx512F.PermuteVar16x32(Coefficients4, place));
        y = Avx512F.FusedMultiplyAdd(y, t, Avx512F.PermuteVar16x32(Coefficients3, place));
        y = Avx512F.FusedMultiplyAdd(y, t, Avx512F.PermuteVar16x32(Coefficients2, place));
        y = Avx512F.FusedMultiplyAdd(y, t, Avx512F.PermuteVar16x32(Coefficients1, place));
        y = Avx512F.FusedMultiplyAdd(y, t, Avx512F.PermuteVar16x32(Coefficients0, place));
        return Vector512.ConditionalSelect(Vector512.Create(-0f), x, y);
    }
}
