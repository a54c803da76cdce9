"""The words of the generated county: patterns and what fills their slots. Plain data."""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


SURNAMES = tuple("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕")
GIVEN = tuple("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀英霞平刚桂兰华建国志文玉海燕红春梅永晓东云峰立新雪松清")
TITLES = ("主任医师", "副主任医师", "主治医师", "主任药师", "主管护师", "副主任护师")
TOWNS = _words("青石 白河 柳林 大坪 双桥 石门 清溪 东关 龙泉 马驿 黄岭 沙湾 枫树 新安 古渡 云台")
INSTITUTIONS = ("县中医医院", "中心卫生院", "县人民医院", "妇幼保健院", "社区卫生服务中心", "疾病预防控制中心")
DEPARTMENTS = _words("中医内科 针灸科 推拿科 治未病科 儿科 妇科 骨伤科 药剂科 护理部 老年病科 心病科 脾胃病科")
AUDIENCE = ("全体居民", "青少年", "妇女", "老年人", "残疾人", "0-6岁儿童家长", "流动人口", "低收入人口")
TOPICS = _words(
    "冬病夏治 节气养生 中医技术 食养 慢病防治 老年健康 儿童健康 妇女健康 合理用药 急救常识 心理健康 传染病防治 "
    "中医文化 运动健身 骨关节健康 口腔健康 职业健康 家庭护理"
)

SUBJECTS = _words(
    "三伏贴 艾灸 八段锦 拔罐 刮痧 推拿 耳穴压豆 泡脚 药茶 膏方 太极拳 五禽戏 煎中药 穴位按摩 中药足浴 食疗 "
    "高血压 糖尿病 冠心病 脑卒中 失眠 便秘 腹泻 感冒 咳嗽 哮喘 颈椎病 腰痛 膝关节痛 骨质疏松 痛风 脂肪肝 "
    "胃痛 湿疹 荨麻疹 小儿积食 小儿发热 近视 更年期 痛经 产后调养 老年人跌倒 慢阻肺 中暑 冻疮 流感 水痘 手足口病 "
    "口腔溃疡 牙周病 眩晕 耳鸣 偏头痛 肩周炎 足跟痛 甲状腺结节 肥胖 贫血 带状疱疹 前列腺增生 手术后康复"
)

SLOTS: dict[str, tuple[str, ...]] = {
    "herb": _words(
        "陈皮 山药 枸杞 黄芪 当归 茯苓 薏苡仁 百合 菊花 金银花 薄荷 生姜 大枣 甘草 白术 党参 麦冬 莲子 芡实 桑叶 "
        "荷叶 决明子 山楂 麦芽 神曲 丹参 川芎 红花 艾叶 花椒 桂枝 肉桂 干姜 五味子 酸枣仁 合欢皮 远志 石斛 玉竹"
    ),
    "food": _words(
        "小米粥 南瓜 萝卜 白菜 菠菜 豆腐 鸡蛋 牛奶 燕麦 荞麦 红薯 木耳 海带 冬瓜 丝瓜 苦瓜 番茄 黄瓜 梨 苹果 "
        "香蕉 猕猴桃 核桃 花生 芝麻 鱼肉 瘦肉 鸡汤 绿豆汤 酸梅汤 银耳羹 山药糕 莲子羹 玉米 黑豆 芹菜"
    ),
    "complaint": _words(
        "头晕 头痛 胸闷 心慌 气短 乏力 怕冷 出汗多 口干 口苦 食欲不好 腹胀 反酸 大便干 大便稀 夜尿多 睡不着 "
        "半夜醒 手脚麻木 关节肿痛 腰膝酸软 眼睛干涩 耳鸣 咽喉肿痛 咳嗽有痰 皮肤发痒 伤口不愈 体重下降 水肿"
    ),
    "action": _words(
        "量血压 测血糖 按时吃药 少盐少油 多喝温水 早睡早起 散步三十分钟 做八段锦 用热水泡脚 按揉足三里 按揉合谷 "
        "艾灸关元 开窗通风 勤洗手 戴口罩 及时就医 找医生复诊 记下每次的数值 换一双防滑的鞋 晒晒太阳 不熬夜 "
        "戒烟限酒"
    ),
    "point": _words("足三里 合谷 内关 太冲 涌泉 百会 风池 关元 气海 三阴交 肾俞 脾俞 肺俞 大椎 膻中 中脘 天枢"),
    "season": _words(
        "立春 雨水 惊蛰 春分 清明 谷雨 立夏 小满 芒种 夏至 小暑 大暑 立秋 处暑 白露 秋分 寒露 霜降 立冬 小雪 "
        "大雪 冬至 小寒 大寒 三伏天 三九天"
    ),
    "who": _words("老人 孩子 孕妇 糖友 上班族 下地干活的人 慢病患者 刚做完手术的人 学生 家长 照护者 乡亲们"),
    "place": tuple(f"{town}{kind}" for town in TOWNS for kind in ("镇", "村", "卫生室", "小学")),
}

HEADLINES = (
    "{subject}怎么办，听{place}医生说几句",
    "{subject}是什么，哪些{who}不适合",
    "{season}前后话{word}与{subject}",
    "{who}遇到{subject}，记住{word}这一点",
    "在家应对{subject}和{complaint}的办法",
    "{subject}的{word}误区",
    "{herb}与{subject}：{word}时能吃吗",
    "{season}养生：{food}配{herb}",
    "从{complaint}说到{subject}",
    "{place}义诊手记：{subject}",
    "{subject}问答（{number}）",
    "{word}话{subject}，{who}先看",
    "{complaint}别硬扛，先想想{subject}",
    "{who}做{subject}，先问三个问题",
)

HEADINGS = (
    "{subject}是怎么回事",
    "哪些人要当心",
    "家里可以怎么做",
    "什么时候要去医院",
    "常见的三个误区",
    "吃什么合适",
    "{season}时节的提醒",
    "医生的一点建议",
    "{herb}能不能用",
    "按揉{point}的方法",
)

POINTS = (
    "{subject}先看医生，再谈{action}。",
    "出现{complaint}，当天就到{place}看看。",
    "{who}不要自己用{herb}。",
    "每天{action}，坚持{number}天。",
)

SENTENCES = (
    "{who}到了{season}，{word}{word}，容易觉得{complaint}，先别{word}。",
    "{place}的{word}{word}常问：{subject}到底要不要紧？",
    "一般来说，{action}比吃{herb}更要紧，{word}也是这个道理。",
    "如果{complaint}超过{number}天，请到{place}找医生看看。",
    "平时可以用{herb}和{food}煮水，{word}的时候少喝一点。",
    "有的人一边{word}，一边{word}，反而{complaint}。",
    "按揉{point}，每次{number}下，以{word}为度，皮肤发红就停。",
    "{food}{word}，{who}早晚{word}一小碗，配上{food}也行。",
    "不要听信{word}{word}的说法，{subject}没有包治的药。",
    "去年{season}，{place}有位{who}因为{word}，{complaint}了{number}天。",
    "医生常说{word}要有度，{word}要有时，{action}要坚持。",
    "{herb}性味不同，和{herb}一起用之前要问药师，{word}者慎用。",
    "测量前安静坐{number}分钟，{word}不要紧，{word}要记下来。",
    "{word}和{word}、{word}都有{word}关系，不能只怪{season}。",
    "孩子{complaint}的时候，家长先{action}，再看{word}。",
    "这里说的{word}，是指{word}以后{complaint}的情形。",
    "家里备一点{food}，{season}前后用得上，{word}也方便。",
    "村里{word}的时候，{who}可以一起{action}。",
    "过了{number}岁，{word}会慢下来，{complaint}要早说。",
    "{word}不是病，{word}才要当心，尤其是{who}。",
)
